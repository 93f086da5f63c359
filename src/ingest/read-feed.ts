import { createHash } from 'node:crypto'
import { SpellerError } from '../speller/errors.ts'
import type { ColumnMap } from './columns.ts'
import { detectFormat, headerOf, type DetectedFormat, type FeedFormat } from './detect-format.ts'
import type { FeedEntry } from './feed-entry.ts'
import { watchColumns, type ColumnWatch, type MappedColumns } from './mapped-columns.ts'
import { readCsv } from './read-csv.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readMerchantXml } from './read-merchant-xml.ts'
import { readParquet } from './read-parquet.ts'
import { readRows } from './read-rows.ts'
import { createVariantSkipper, shopifyColumns } from './shopify.ts'
import { openBytes, openFile } from './sources/bytes.ts'
import { placeOf } from './sources/place.ts'
import { readQuery } from './sources/postgres.ts'
import { spool } from './sources/spool.ts'
import { gunzip, isGzip, peek, type Peeked } from './streams.ts'

export interface FeedOptions {
  readonly format?: FeedFormat | 'auto'
  /** Of formats with columns of the shop's own: not of Google Merchant XML. */
  readonly columns?: ColumnMap
  /** The statement to ask a postgres:// feed. */
  readonly query?: string
  readonly signal?: AbortSignal
}

export interface FeedReading {
  /** Read once; leaving the loop early closes the source. */
  readonly entries: AsyncGenerator<FeedEntry>
  readonly format: FeedFormat | 'sql'
  /** What `line` of an entry counts. */
  readonly unit: 'line' | 'row'
  /** Of formats without a header, which cannot refuse at once a column map that does not fit; whole once `entries` has ended. */
  readonly mappedColumns?: () => MappedColumns
  /** In bytes, packed as it may be; absent where the source does not say. */
  readonly totalBytes?: number
  /** Taken so far; of rows from a database, their length as JSON. */
  bytesRead(): number
  /** Hexadecimal SHA-256 of the bytes of the source; whole once `entries` has ended. */
  sha256(): Promise<string>
}

/**
 * Opens a feed: a path or an http(s) address, gzipped or not, or a database. Fails with `catalog_invalid` when there is no
 * such feed or no such format, `config_invalid` when the options do not fit it, `feed_failed` when its server fails.
 */
export async function openFeed(location: string, options: FeedOptions = {}): Promise<FeedReading> {
  const { kind, text } = placeOf(location)
  if (kind === 'postgres') return openDatabase(location, options)
  if (options.query !== undefined) throw new SpellerError('config_invalid', `${text}: a query needs a postgres:// feed`)
  const source = await openBytes(location, options.signal)
  const tap = createTap(source.bytes)
  const packed = await peek(tap.bytes(), 2)
  const isPacked = isGzip(packed.head)
  const plain = await peek(isPacked ? gunzip(packed.all, text) : packed.all, 4096)
  try {
    const detected = detectFormat(text, plain.head, options.format)
    const { format } = detected
    const common = { ...tap.counts, ...(source.totalBytes === undefined ? {} : { totalBytes: source.totalBytes }) }
    if (format !== 'parquet') {
      const watch = watchColumns(options.columns)
      const entries = entriesOf(plain, detected, text, { ...options, watch })
      const mapped = format === 'jsonl' ? { mappedColumns: watch.found } : {}
      return { ...common, ...mapped, entries, format, unit: 'line' }
    }
    if (kind === 'file' && !isPacked) {
      await plain.close()
      return openParquet(location, options, source.totalBytes!)
    }
    const { path, remove } = await spool(plain.all)
    const entries = readRows(readParquet(path, { ...options, feed: text }), { ...options, feed: text })
    return { ...common, entries: closing(entries, remove), format, unit: 'row' }
  } catch (error) {
    await plain.close()
    throw error
  }
}

function entriesOf(
  plain: Peeked,
  { format, delimiter }: DetectedFormat,
  feed: string,
  { columns, watch }: FeedOptions & { readonly watch: ColumnWatch },
): AsyncGenerator<FeedEntry> {
  const mapped = columns === undefined ? {} : { columns }
  if (format === 'jsonl') return readJsonLines(plain.all, { ...mapped, watch })
  if (format === 'merchant-xml') {
    if (columns === undefined) return readMerchantXml(plain.all, { feed })
    throw new SpellerError(
      'config_invalid',
      `${feed}: Google Merchant XML has fields of its own; leave the column map out`,
    )
  }
  if (format === 'csv' || format === 'tsv') return readCsv(plain.all, { delimiter, feed, ...mapped })
  const { header } = headerOf(Buffer.from(plain.head).toString('utf8').trimStart())
  return readCsv(plain.all, {
    delimiter,
    feed,
    columns: { ...shopifyColumns(header), ...columns },
    isSkipped: createVariantSkipper(),
  })
}

/** Counts and hashes what passes. */
function createTap(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let bytesRead = 0
  return {
    async *bytes(): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        bytesRead += chunk.length
        hash.update(chunk)
        yield chunk
      }
    },
    counts: { bytesRead: () => bytesRead, sha256: async () => hash.copy().digest('hex') },
  }
}

function openParquet(path: string, options: FeedOptions, totalBytes: number): FeedReading {
  let share = 0
  const rows = readParquet(path, { ...options, feed: path, onShare: (read) => (share = read) })
  return {
    entries: readRows(rows, { ...options, feed: path }),
    format: 'parquet',
    unit: 'row',
    totalBytes,
    bytesRead: () => Math.round(share * totalBytes),
    sha256: () => hashFile(path),
  }
}

function openDatabase(url: string, options: FeedOptions): FeedReading {
  const { text } = placeOf(url)
  const { query, format } = options
  // An empty statement has no answer to wait for.
  if (query === undefined || /^[\s;]*$/.test(query)) {
    throw new SpellerError(
      'config_invalid',
      `${text}: a database needs a query, such as --query 'select id, title, brand from products'`,
    )
  }
  if (format !== undefined && format !== 'auto') {
    throw new SpellerError('config_invalid', `${text}: a database has no format; leave --format out`)
  }
  const hash = createHash('sha256')
  let bytesRead = 0
  async function* counted(): AsyncGenerator<readonly object[]> {
    for await (const rows of readQuery({ ...options, url, query: query! })) {
      const json = JSON.stringify(rows)
      bytesRead += json.length
      hash.update(json)
      yield rows
    }
  }
  return {
    entries: readRows(counted(), { ...options, feed: text }),
    format: 'sql',
    unit: 'row',
    bytesRead: () => bytesRead,
    sha256: async () => hash.copy().digest('hex'),
  }
}

async function* closing<T>(entries: AsyncGenerator<T>, close: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* entries
  } finally {
    await close()
  }
}

/** Hexadecimal SHA-256 of a file. */
export async function hashFile(path: string): Promise<string> {
  const { bytes } = await openFile(path)
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}
