import type { SpellerError } from '../speller/errors.ts'
import type { Overrides } from '../speller/overrides.ts'
import { parseOverrides } from './parse-overrides.ts'
import { watchFile } from './watched-file.ts'

/** The rules of a file, read again when it changes. A file that is absent means no rules. Fails and reports as `watchFile`. */
export function watchOverrides(file: string, onError: (error: SpellerError) => void): () => Overrides {
  return watchFile({ file, parse: (text) => parseOverrides(file, text), onError })
}
