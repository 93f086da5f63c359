import { fieldFinder, type ColumnMap } from './columns.ts'
import { rejectEntry, toEntry, type FeedEntry } from './feed-entry.ts'
import { fieldsOf } from './object-fields.ts'
import { readLines } from './read-lines.ts'

export interface JsonLinesOptions {
  readonly columns?: ColumnMap
}

/** One JSON object a line; blank lines are skipped. Of an array of product types the first counts. */
export async function* readJsonLines(
  bytes: AsyncIterable<Uint8Array>,
  options: JsonLinesOptions = {},
): AsyncGenerator<FeedEntry> {
  const find = fieldFinder(options.columns)
  for await (const { line, text, isTooLong } of readLines(bytes)) {
    if (isTooLong) {
      yield rejectEntry(line, 'too_long', text)
      continue
    }
    if (text.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      yield rejectEntry(line, 'broken_json', text, error instanceof Error ? error.message : String(error))
      continue
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield rejectEntry(line, 'broken_json', text, 'not an object')
      continue
    }
    yield toEntry(line, fieldsOf(value, find), () => text)
  }
}
