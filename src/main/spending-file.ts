import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { SharedSpending } from '../adapters/corrector/meter.ts'
import { SpellerError } from '../speller/errors.ts'

const schema = z.object({ cost: z.number() })

/**
 * Keeps a day's cost in `spending-<name>-<day>.jsonl` of the folder, to which every process appends what it adds and from which it reads what others
 * did: a line is short enough for file systems to append it as a whole. Those of days before are deleted. A file of today that cannot be read fails with
 * `config_invalid`: taken for none, it would give out the day's budget again. A later line that cannot be read counts nothing, and is told.
 */
export function openSpendingFile(
  dir: string,
  name: string,
  today: string,
  onError: (error: SpellerError) => void,
): SharedSpending {
  mkdirSync(dir, { recursive: true })
  const pathOf = (day: string) => join(dir, `spending-${name}-${day}.jsonl`)
  let file = openedFile(pathOf(today))
  const fail = (error: SpellerError): never => {
    throw error
  }
  const turnTo = (day: string) => {
    if (pathOf(day) === file.path) return
    file = openedFile(pathOf(day))
    deleteBefore(dir, name, day)
  }
  deleteBefore(dir, name, today)
  readOn(file, fail)
  return {
    add(day, cost) {
      turnTo(day)
      try {
        appendFileSync(file.path, `${JSON.stringify({ cost })}\n`)
      } catch (cause) {
        file.unwritten += cost
        onError(new SpellerError('config_invalid', `${file.path}: the cost of the day cannot be kept`, { cause }))
      }
    },
    of(day) {
      turnTo(day)
      readOn(file, onError)
      // without the rounding of sums of what was set aside and given back
      return Math.max(0, Number((file.cost + file.unwritten).toPrecision(12)))
    },
  }
}

interface DayFile {
  readonly path: string
  /** Read so far, in bytes, up to the end of a line. */
  offset: number
  /** Of the lines read. */
  cost: number
  /** Of this process only, since it could not be written. */
  unwritten: number
}

const openedFile = (path: string): DayFile => ({ path, offset: 0, cost: 0, unwritten: 0 })

/** A file that was deleted, or cut short, is read anew. */
function readOn(file: DayFile, onError: (error: SpellerError) => void): void {
  let added: Buffer
  try {
    added = bytesAfter(file)
  } catch (cause) {
    return onError(new SpellerError('config_invalid', `${file.path}: the cost of the day cannot be read`, { cause }))
  }
  const whole = added.subarray(0, added.lastIndexOf('\n') + 1)
  file.offset += whole.length
  for (const line of whole.toString().split('\n').slice(0, -1)) {
    try {
      file.cost += schema.parse(JSON.parse(line)).cost
    } catch (cause) {
      const message = `${file.path} does not hold the costs of a day; delete it to begin the day's budget anew`
      onError(new SpellerError('config_invalid', message, { cause }))
    }
  }
}

function bytesAfter(file: DayFile): Buffer {
  let handle: number | undefined
  try {
    handle = openSync(file.path, 'r')
    const { size } = fstatSync(handle)
    if (size < file.offset) Object.assign(file, { offset: 0, cost: 0 })
    const buffer = Buffer.alloc(size - file.offset)
    return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, file.offset))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    Object.assign(file, { offset: 0, cost: 0 })
    return Buffer.alloc(0)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function deleteBefore(dir: string, name: string, day: string): void {
  const [start, end] = [`spending-${name}-`, '.jsonl']
  for (const file of readdirSync(dir)) {
    if (file.startsWith(start) && file.endsWith(end) && file < `${start}${day}${end}`)
      rmSync(join(dir, file), { force: true })
  }
}
