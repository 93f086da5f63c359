import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { SpellerError } from '../speller/errors.ts'
import type { HeadTable } from '../speller/head.ts'
import { parseHead } from './parse-head.ts'
import { watchFile } from './watched-file.ts'

export function headFileOf(config: Config): string {
  return join(config.catalog.dataDir, 'head.jsonl')
}

/** The accepted entries of the data directory's table, read again when it changes. No file: no entries. Fails and reports as `watchFile`. */
export function watchHead(config: Config, onError: (error: SpellerError) => void): () => HeadTable {
  const file = headFileOf(config)
  return watchFile({ file, parse: (text) => parseHead(file, text), onError })
}
