import { SpellerError } from '../../speller/errors.ts'
import { compileOverrides, type Overrides } from '../../speller/overrides.ts'
import { readOverrides } from '../parse-overrides.ts'
import type { ReadFile } from './files.ts'
import { createFollower, type Follower } from './follow.ts'

/**
 * The rules of a file; one that is absent means none. A first version with a mistake fails; a later one is told of, and the
 * rules before it stay in force.
 */
export async function followOverrides(
  path: string,
  read: ReadFile,
  onError: (error: SpellerError) => void,
): Promise<Follower<Overrides>> {
  const load = async () => {
    const bytes = await read(path)
    return compileOverrides(bytes === undefined ? [] : readOverrides(path, new TextDecoder().decode(bytes)))
  }
  return createFollower(load, (cause) => {
    const known = cause instanceof SpellerError
    const message = `${path} cannot be read; the former rules stay in force`
    onError(known ? cause : new SpellerError('config_invalid', message, { cause }))
  })
}
