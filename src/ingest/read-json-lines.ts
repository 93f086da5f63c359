import { columnsProblem, fieldFinder, type ColumnMap } from './columns.ts'
import { rejectEntry, toEntry, type FeedEntry } from './feed-entry.ts'
import type { ColumnWatch } from './mapped-columns.ts'
import { fieldsOf } from './object-fields.ts'
import { readLines } from './read-lines.ts'

export interface JsonLinesOptions {
  readonly columns?: ColumnMap
  /** Told of every object that deletes no product. */
  readonly watch?: ColumnWatch
}

/**
 * One JSON object a line; blank lines are skipped. The first that has no id or title under any name is refused with the names that it has. Ids are read to the last digit, however many there are.
 */
export async function* readJsonLines(
  bytes: AsyncIterable<Uint8Array>,
  options: JsonLinesOptions = {},
): AsyncGenerator<FeedEntry> {
  const find = fieldFinder(options.columns)
  let isTold = false
  for await (const { line, text, isTooLong } of readLines(bytes)) {
    if (isTooLong) {
      yield rejectEntry(line, 'too_long', text)
      continue
    }
    if (text.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(withLongNumbersAsTexts(text))
    } catch (error) {
      yield rejectEntry(line, 'broken_json', text, error instanceof Error ? error.message : String(error))
      continue
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield rejectEntry(line, 'broken_json', text, 'not an object')
      continue
    }
    const entry = toEntry(line, fieldsOf(value, find), () => text)
    if (!('deleted' in entry)) options.watch?.see(value)
    const problem: string | undefined =
      isTold || !('reject' in entry) ? undefined : columnsProblem(Object.keys(value), options.columns)
    isTold ||= problem !== undefined
    yield problem !== undefined && 'reject' in entry ? rejectEntry(line, entry.reject.reason, text, problem) : entry
  }
}

const longNumber = /\d{16}/
const textOrNumber = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/** JSON.parse makes doubles, which hold 15 digits: ids of which only the last ones differ would become one. */
function withLongNumbersAsTexts(json: string): string {
  if (!longNumber.test(json)) return json
  return json.replace(textOrNumber, (found) => (found.startsWith('"') ? found : `"${found}"`))
}
