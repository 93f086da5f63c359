import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { SpellerError } from '../speller/errors.ts'

/** A search and how it was typed, as AmazonQAC's training files hold it (arXiv 2411.04129). */
export interface LoggedSearch {
  readonly sessionId: string
  /** What stood in the box, in the order of typing; shorter again where the shopper deleted. */
  readonly prefixes: readonly string[]
  readonly finalTerm: string
  /** Milliseconds since 1970, UTC; NaN where the file does not say it in a known form. */
  readonly time: number
  /** Searches of this text in the whole log. */
  readonly popularity: number
}

/** `query_id` and `first_prefix_typed_time` may stand there too; they are not needed. */
const columns = ['session_id', 'prefixes', 'final_search_term', 'search_time', 'popularity']
const rowsAtOnce = 20_000

/**
 * The searches of a Parquet file, in its order; holds one stretch of rows at a time. Of rows that hold no search, such as those with a null, it
 * tells `onRefused` why, naming file and row, counted from 1. Fails with `catalog_invalid`, also where all rows are such.
 */
export async function* readQueryLog(path: string, onRefused: (why: string) => void): AsyncGenerator<LoggedSearch> {
  const fail = (what: string, cause?: unknown) => new SpellerError('catalog_invalid', `${path}: ${what}`, { cause })
  const explained = async <Result>(work: () => Promise<Result>) => {
    try {
      return await work()
    } catch (cause) {
      throw fail(`cannot be read as Parquet: ${(cause as Error).message}`, cause)
    }
  }
  const file = await explained(() => asyncBufferFromFile(path))
  const metadata = await explained(() => parquetMetadataAsync(file))
  const present = new Set(parquetSchema(metadata).children.map(({ element }) => element.name))
  const missing = columns.filter((column) => !present.has(column))
  if (missing.length > 0) throw fail(`has no column ${missing.join(', ')}; columns as in AmazonQAC are needed`)
  const total = Number(metadata.num_rows)
  let refused = 0
  for (let rowStart = 0; rowStart < total; rowStart += rowsAtOnce) {
    const rowEnd = Math.min(total, rowStart + rowsAtOnce)
    const rows = await explained(() => parquetReadObjects({ file, metadata, columns, compressors, rowStart, rowEnd }))
    for (const [i, row] of rows.entries()) {
      const search = searchOf(row)
      if (typeof search !== 'string') {
        yield search
        continue
      }
      const why = `row ${rowStart + i + 1} has no ${search}`
      if (++refused === total) throw fail(`no row can be used: ${why}`)
      onRefused(`${path}: ${why}`)
    }
  }
}

/** Or what the row lacks. A null among the prefixes, or for all of them, is nothing typed. */
function searchOf(row: Readonly<Record<string, unknown>>): LoggedSearch | string {
  const { final_search_term: finalTerm, session_id: session, search_time: time } = row
  const isText = (value: unknown) => typeof value === 'string'
  if (!isText(finalTerm)) return 'text in final_search_term'
  const prefixes = Array.isArray(row.prefixes) ? row.prefixes.filter((each) => each !== null) : (row.prefixes ?? [])
  if (!Array.isArray(prefixes) || !prefixes.every(isText)) return 'list of texts in prefixes'
  const popularity = Number(row.popularity)
  if (!Number.isSafeInteger(popularity) || popularity < 1) return 'count in popularity'
  if (!['string', 'number', 'bigint'].includes(typeof session)) return 'text or number in session_id'
  return { sessionId: String(session), prefixes, finalTerm, time: timeOf(time), popularity }
}

/** Texts without a zone are UTC. */
function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime()
  if (typeof value !== 'string') return NaN
  const iso = value.trim().replace(' ', 'T')
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`)
}
