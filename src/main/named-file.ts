import { SpellerError } from '../speller/errors.ts'

/** What fails with `model_invalid` says of which file. */
export function named<T>(folder: { readonly pathOf: (name: string) => string }, name: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof SpellerError)) throw cause
    throw new SpellerError(cause.code, `${folder.pathOf(name)}: ${cause.message}`, { cause })
  }
}
