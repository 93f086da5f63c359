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
 * What the file holds, parsed again only when its text changes. A first version with a mistake fails, and so does a first look that
 * cannot be had (`index_failed`); a later one is reported once, and what was read before stays in force.
 */
export async function followFile<Content>(file: FollowedFile<Content>): Promise<Follower<Content>> {
  const { path, read, parse, onError } = file
  let seen: string | undefined
  const load = async (former?: Content): Promise<Content> => {
    const bytes = await read(path).catch((cause: unknown) => {
      throw new SpellerError('index_failed', `${path} cannot be read`, { cause })
    })
    const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes)
    if (former !== undefined && seen === text) return former
    seen = text
    return parse(text)
  }
  return createFollower(load, (error) => {
    if (error instanceof SpellerError && error.code !== 'index_failed') return onError(error)
    const cause = error instanceof SpellerError ? error.cause : error
    onError(new SpellerError('index_failed', `${path} cannot be read; what was read before stays in force`, { cause }))
  })
}
