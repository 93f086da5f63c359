import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { SpellerError } from '../speller/errors.ts'
import { lineOf, readHead } from './parse-head.ts'
import type { AnswersSoFar } from './precomputation.ts'

/** Answers of an unfinished run. */
export interface PartialFile extends AnswersSoFar {
  /** Answers that a former run left. */
  readonly found: number
  close(): void
  /** After the table is written. */
  remove(): Promise<void>
}

/**
 * Keeps answers in a file, a line each, on the disk before the next query is asked. `run` says in one line what the answers hang on: a
 * file of another run is begun anew. A line that a killed run left half-written is skipped. Fails with `config_invalid` when the file
 * cannot be written.
 */
export function openPartial(file: string, run: string): PartialFile {
  try {
    const content = existsSync(file) ? readFileSync(file, 'utf8') : ''
    const isSame = content.startsWith(`${run}\n`)
    const known = isSame ? parse(file, content) : new Map<string, ReturnType<AnswersSoFar['get']>>()
    const handle = openSync(file, isSame ? 'a' : 'w')
    if (!isSame) writeSync(handle, `${run}\n`)
    else if (!content.endsWith('\n')) writeSync(handle, '\n')
    return {
      found: known.size,
      get: (key) => known.get(key),
      put(key, entry) {
        known.set(key, entry)
        writeSync(handle, `${JSON.stringify({ key, line: entry && lineOf(entry) })}\n`)
      },
      close: () => closeSync(handle),
      remove: () => rm(file, { force: true }),
    }
  } catch (cause) {
    throw new SpellerError('config_invalid', `${file}: cannot be used: ${(cause as Error).message}`, { cause })
  }
}

function parse(file: string, content: string): Map<string, ReturnType<AnswersSoFar['get']>> {
  const known = new Map<string, ReturnType<AnswersSoFar['get']>>()
  for (const text of content.split('\n').slice(1)) {
    try {
      const { key, line } = JSON.parse(text) as { key: string; line: string | null }
      known.set(key, line === null ? null : readHead(file, line)[0]!)
    } catch {
      // half-written: asked again
    }
  }
  return known
}
