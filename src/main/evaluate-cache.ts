import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { KeptAnswers, OpenKept } from '../evaluate/kept-answers.ts'
import type { Answer } from '../evaluate/system.ts'
import { SpellerError } from '../speller/errors.ts'

const texts = z.object({ applied: z.string(), corrected: z.string(), verdict: z.enum(['keep', 'suggest', 'rewrite']) })
const lineSchema = z.object({
  key: z.string(),
  /** When it was given. */
  at: z.iso.datetime(),
  /** The rest of an answer is what this program wrote. */
  answer: z.looseObject({ ...texts.shape, confidence: z.number().nullable(), milliseconds: z.number() }),
})

/**
 * Keeps answers in a file for each cache key, a line each, written before the next query is asked. A line that a killed run left
 * half-written is skipped. Fails with `config_invalid` when the folder cannot be written.
 */
export function openCacheIn(folder: string, now = () => new Date()): OpenKept {
  return (cacheKey) => {
    const path = join(folder, `${cacheKey}.jsonl`)
    try {
      mkdirSync(folder, { recursive: true })
      const content = readIfThere(path)
      const known = parse(content)
      const file = openSync(path, 'a')
      if (content !== '' && !content.endsWith('\n')) writeSync(file, '\n')
      return keptIn(file, known, now)
    } catch (cause) {
      const message = `${folder}: the cache cannot be used: ${(cause as Error).message}; --no-cache goes without`
      throw new SpellerError('config_invalid', message, { cause })
    }
  }
}

function keptIn(file: number, known: Map<string, Answer>, now: () => Date): KeptAnswers {
  return {
    get: (key) => known.get(key),
    put(key, answer) {
      known.set(key, answer)
      // NaN becomes null
      writeSync(file, `${JSON.stringify({ key, at: now().toISOString(), answer })}\n`)
    },
    close: () => closeSync(file),
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function parse(content: string): Map<string, Answer> {
  const known = new Map<string, Answer>()
  for (const line of content.split('\n')) {
    const parsed = lineSchema.safeParse(jsonOf(line))
    if (!parsed.success) continue
    const { key, at, answer } = parsed.data
    known.set(key, { ...answer, confidence: answer.confidence ?? NaN, keptFrom: at })
  }
  return known
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
