import { SpellerError } from '../../speller/errors.ts'
import type { ReadFile } from './files.ts'
import { createFollower, type Follower } from './follow.ts'

export interface FollowedFile<Content> {
  readonly path: string
  readonly read: ReadFile
  /** Of the file's text; of undefined where there is no file. Fails with `config_invalid`. */
  readonly parse: (text: string | undefined) => Content
  /** Told of a later version that cannot be read. */
  readonly onError: (error: SpellerError) => void
}

/**
 * What the file holds, parsed again only when its text changes. A first version with a mistake fails; a later one is reported once,
 * and what was read before stays in force.
 */
export async function followFile<Content>(file: FollowedFile<Content>): Promise<Follower<Content>> {
  const { path, read, parse, onError } = file
  let seen: string | undefined
  const load = async (former?: Content): Promise<Content> => {
    const bytes = await read(path)
    const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes)
    if (former !== undefined && seen === text) return former
    seen = text
    return parse(text)
  }
  return createFollower(load, (cause) => {
    const known = cause instanceof SpellerError
    const message = `${path} cannot be read; what was read before stays in force`
    onError(known ? cause : new SpellerError('config_invalid', message, { cause }))
  })
}
