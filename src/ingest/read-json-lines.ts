import { fieldOf, rejectEntry, toEntry, type FeedEntry, type Fields } from './feed-entry.ts'
import { readLines } from './read-lines.ts'

/** One JSON object a line; blank lines are skipped. Of an array of product types the first counts. */
export async function* readJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FeedEntry> {
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
    yield toEntry(line, fieldsOf(value), text)
  }
}

function fieldsOf(object: object): Fields {
  const fields: Fields = {}
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const field = fieldOf(key)
    if (field !== undefined) fields[field] ??= textOf(value)
  }
  return fields
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) && value.length > 0 ? textOf(value[0]) : ''
}
