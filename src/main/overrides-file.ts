import type { SpellerError } from '../speller/errors.ts'
import { compileOverrides, type Overrides } from '../speller/overrides.ts'
import { readOverrides } from './parse-overrides.ts'
import { watchFile } from './watched-file.ts'

/** The rules of a file, read again when it changes. A file that is absent means no rules. Fails and reports as `watchFile`. */
export function watchOverrides(file: string, onError: (error: SpellerError) => void): () => Overrides {
  const parse = (text: string | undefined) => compileOverrides(text === undefined ? [] : readOverrides(file, text))
  return watchFile({ file, parse, onError })
}
