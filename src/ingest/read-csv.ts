import { CsvError, parse } from 'csv-parse/sync'
import { SpellerError } from '../speller/errors.ts'
import { columnsProblem, fieldFinder, type ColumnMap, type Field, type Fields } from './columns.ts'
import { namedDelimiter } from './detect-format.ts'
import { maxRecordBytes, rejectEntry, toEntry, type FeedEntry } from './feed-entry.ts'
import { createLineReader, type Line } from './read-lines.ts'

export interface CsvOptions {
  /** One character. With a tab, a quote that is never closed is taken as it stands (inches, mostly). */
  readonly delimiter: string
  /** Named in errors. */
  readonly feed: string
  readonly columns?: ColumnMap
  /** True for rows that are no product of their own. Called once a row, in order. */
  readonly isSkipped?: (fields: Fields) => boolean
}

interface Row {
  readonly fields: readonly string[]
  readonly raw: string
  readonly isQuoteOpen: boolean
}

/** Bounds the reading ahead after a quote that is never closed. */
const maxRecordLines = 500

/**
 * The first line names the columns; one before it that names the delimiter ("sep=;") is passed over. Lines without a quote are split here; csv-parse reads the others, one record at a time:
 * its stream gives up the rest of the file at the first unclosed quote, here only the one line is lost.
 */
export async function* readCsv(bytes: AsyncIterable<Uint8Array>, options: CsvOptions): AsyncGenerator<FeedEntry> {
  const { delimiter } = options
  const source = createLineReader(bytes)
  const putBack: Line[] = []
  const next = () => putBack.pop() ?? source.next()

  let columns: readonly (Field | undefined)[] | undefined

  /** The record that starts on this line, which has a quote. Lines read ahead in vain are put back. */
  const readQuoted = async (first: Line): Promise<Row> => {
    const fits = (fields: readonly string[]) => columns === undefined || fields.length === columns.length
    const ahead: Line[] = []
    let raw = first.text
    let parsed = parseRecord(raw, delimiter, true)
    while (parsed === 'open' && raw.length <= maxRecordBytes && ahead.length < maxRecordLines) {
      const line = await next()
      if (line === undefined) break
      ahead.push(line)
      if (line.isTooLong) break
      raw += '\n' + line.text
      // Strictly: an open quote that a quote further down happens to close must not join the lines.
      if (line.text.includes('"')) parsed = parseRecord(raw, delimiter, false)
    }
    const fields = typeof parsed === 'string' ? undefined : parsed
    if (fields && (fits(fields) || (ahead.length === 0 && delimiter !== '\t')))
      return { fields, raw, isQuoteOpen: false }
    while (ahead.length > 0) putBack.push(ahead.pop()!)
    const asItStands = first.text.split(delimiter)
    const isQuoteOpen = fields === undefined && !(delimiter === '\t' && fits(asItStands))
    return { fields: asItStands, raw: first.text, isQuoteOpen }
  }

  try {
    for (;;) {
      const read = next()
      const line = read instanceof Promise ? await read : read
      if (line === undefined) break
      if (line.isTooLong) {
        if (columns === undefined) throw invalidHeader(options, line.line, `it is longer than ${maxRecordBytes} bytes`)
        yield rejectEntry(line.line, 'too_long', line.text)
        continue
      }
      const { text } = line
      if (text.trim() === '' || (columns === undefined && namedDelimiter(text) !== undefined)) continue
      const row = text.includes('"')
        ? await readQuoted(line)
        : { fields: text.split(delimiter), raw: text, isQuoteOpen: false }
      if (columns === undefined) {
        columns = readHeader(row.fields, options, line.line)
      } else if (row.isQuoteOpen) {
        yield rejectEntry(line.line, 'broken_quote', row.raw, 'a quoted field is not closed')
      } else if (row.fields.every((field) => field.trim() === '')) {
        continue
      } else if (row.fields.length !== columns.length) {
        yield rejectEntry(line.line, 'column_count', row.raw, `${row.fields.length} columns, not ${columns.length}`)
      } else {
        const fields: Fields = {}
        for (let i = 0; i < columns.length; i++) {
          const field = columns[i]
          if (field !== undefined) fields[field] ||= row.fields[i]!
        }
        if (!options.isSkipped?.(fields)) yield toEntry(line.line, fields, () => row.raw)
      }
    }
  } finally {
    await source.close()
  }
}

/** The fields of one record. open: a quote is not closed at its end. broken: a closing quote stands inside a field. */
function parseRecord(text: string, delimiter: string, isLenient: boolean): readonly string[] | 'open' | 'broken' {
  try {
    const records = parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_quotes: isLenient,
      relax_column_count: true,
      max_record_size: 0,
    })
    return records.length === 1 ? records[0]! : 'broken'
  } catch (error) {
    return error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'open' : 'broken'
  }
}

function readHeader(headers: readonly string[], options: CsvOptions, line: number): (Field | undefined)[] {
  const problem = columnsProblem(headers, options.columns)
  if (problem !== undefined) throw invalidHeader(options, line, problem)
  return headers.map(fieldFinder(options.columns))
}

function invalidHeader(options: CsvOptions, line: number, what: string): SpellerError {
  const separated = options.delimiter === '\t' ? 'tabs' : `"${options.delimiter}"`
  return new SpellerError(
    'catalog_invalid',
    `${options.feed}:${line}: the header is not usable: ${what}. Expected columns separated by ${separated}`,
  )
}
