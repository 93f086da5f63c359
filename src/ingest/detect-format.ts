import { SpellerError } from '../speller/errors.ts'
import { isShopifyHeader } from './shopify.ts'

export type FeedFormat = 'tsv' | 'csv' | 'shopify-csv' | 'jsonl' | 'merchant-xml' | 'parquet'

export const feedFormats: readonly FeedFormat[] = ['tsv', 'csv', 'shopify-csv', 'jsonl', 'merchant-xml', 'parquet']

export interface DetectedFormat {
  readonly format: FeedFormat
  /** Of CSV and TSV. */
  readonly delimiter: string
}

const byExtension: Readonly<Record<string, FeedFormat>> = {
  tsv: 'tsv',
  tab: 'tsv',
  csv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  xml: 'merchant-xml',
  rss: 'merchant-xml',
  atom: 'merchant-xml',
  parquet: 'parquet',
}

/**
 * `head`: the first bytes, unpacked. What they show beats the extension: "<" is XML, "{" is JSON Lines; else the delimiter
 * that is commonest in the header, or that Excel's line names, tells CSV (comma, semicolon or bar) from TSV; a CSV with the
 * columns of a Shopify export is one. Fails with `catalog_invalid` on an empty file and on kinds that are not read.
 */
export function detectFormat(path: string, head: Uint8Array, wanted: FeedFormat | 'auto' = 'auto'): DetectedFormat {
  if (head[0] === 0xff && head[1] === 0xfe) throw unreadable(path, 'is UTF-16', 'convert it to UTF-8')
  if (head[0] === 0xfe && head[1] === 0xff) throw unreadable(path, 'is UTF-16', 'convert it to UTF-8')
  const text = Buffer.from(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  const { header, named } = headerOf(text)
  if (/[\0-\x08\x0e-\x1a]/.test(header) && !text.startsWith('PK\u0003\u0004') && !text.startsWith('PAR1'))
    throw unreadable(
      path,
      'holds bytes of no text: it is UTF-16, packed twice, or of another kind',
      'convert it to UTF-8',
    )
  if (/\r[^\n]/.test(text) && !text.includes('\n'))
    throw unreadable(path, 'ends its lines with a carriage return alone', 'save it as CSV UTF-8')
  const csvDelimiter = named ?? commonest(header, [',', ';', '|'])
  if (wanted !== 'auto') return { format: wanted, delimiter: wanted === 'tsv' ? '\t' : (csvDelimiter ?? ',') }

  if (/^<(?:!doctype html|html)\b/i.test(text))
    throw unreadable(path, 'is a web page (HTML), such as a login or an error page', 'open it in a browser to see why')
  if (text === '') throw unreadable(path, 'is empty', 'give a feed with a header and products')
  if (text.startsWith('PK\u0003\u0004')) throw unreadable(path, 'is a ZIP file or a spreadsheet', 'export it as CSV')
  if (text.startsWith('PAR1')) return { format: 'parquet', delimiter: '' }
  if (text.startsWith('[')) throw unreadable(path, 'is one JSON array', 'write one product a line (JSON Lines)')
  if (text.startsWith('<')) return { format: 'merchant-xml', delimiter: '' }
  if (text.startsWith('{')) return { format: 'jsonl', delimiter: '' }
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  const byName = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined
  const delimiter = named ?? commonest(header, ['\t', ',', ';', '|'])
  if (byName === 'merchant-xml' || byName === 'jsonl' || byName === 'parquet') return { format: byName, delimiter: '' }
  if (delimiter === undefined) {
    throw unreadable(path, 'is in no format that is known here', `name it with --format ${feedFormats.join('|')}`)
  }
  if (delimiter === ',' && isShopifyHeader(header)) return { format: 'shopify-csv', delimiter }
  return { format: delimiter === '\t' ? 'tsv' : 'csv', delimiter }
}

/** The delimiter that a line before the header names, as Excel reads it ("sep=;"); undefined for any other line. */
export function namedDelimiter(line: string): string | undefined {
  return /^"?sep=([^\w"])"?$/i.exec(line)?.[1]
}

/** The line that names the columns. `named`: the delimiter, where a line before it names one. */
export function headerOf(text: string): { readonly header: string; readonly named?: string } {
  const [first = '', second = ''] = text.split(/[\r\n]+/, 2)
  const named = namedDelimiter(first)
  return named === undefined ? { header: first } : { header: second, named }
}

function commonest(header: string, delimiters: readonly string[]): string | undefined {
  let best: string | undefined
  let most = 0
  for (const delimiter of delimiters) {
    const count = header.split(delimiter).length - 1
    if (count > most) [best, most] = [delimiter, count]
  }
  return best
}

function unreadable(path: string, what: string, advice: string): SpellerError {
  return new SpellerError('catalog_invalid', `${path}:1: this file ${what}; ${advice}`)
}
