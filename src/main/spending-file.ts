import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { KeptSpending } from '../adapters/corrector/meter.ts'
import { replaceFile } from '../ingest/replace-file.ts'
import { SpellerError } from '../speller/errors.ts'

const schema = z.object({ day: z.iso.date(), cost: z.number().min(0) })

/**
 * Keeps a day's cost in a small JSON file, replaced as a whole. What is saved while a write is under way is written after it, the last one
 * only. An unreadable file fails with `config_invalid`: taken for none, it would give out the day's budget again.
 */
export function openSpendingFile(path: string, onError: (error: SpellerError) => void): KeptSpending {
  let waiting: string | undefined
  let isWriting = false
  const write = async () => {
    isWriting = true
    for (let next = waiting; next !== undefined; next = waiting) {
      waiting = undefined
      try {
        await replaceFile(path, next)
      } catch (cause) {
        onError(new SpellerError('config_invalid', `${path}: the cost of the day cannot be kept`, { cause }))
      }
    }
    isWriting = false
  }
  return {
    last: read(path),
    save(day, cost) {
      waiting = JSON.stringify({ day, cost })
      if (!isWriting) void write()
    },
  }
}

function read(path: string): KeptSpending['last'] {
  mkdirSync(dirname(path), { recursive: true })
  let content: string
  try {
    content = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return schema.parse(JSON.parse(content))
  } catch (cause) {
    const message = `${path} does not hold the cost of a day; delete it to begin the day's budget anew`
    throw new SpellerError('config_invalid', message, { cause })
  }
}
