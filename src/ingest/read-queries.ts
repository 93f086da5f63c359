import { SpellerError } from '../speller/errors.ts'
import { maxRawLength } from './feed-entry.ts'
import { readLines } from './read-lines.ts'
import { openFile } from './sources/bytes.ts'

export interface PopularQuery {
  readonly query: string
  /** Searches; at least 1. */
  readonly count: number
}

/** Popular queries, one a line: the query, or the query, a tab and its count. A header is skipped. Fails with `catalog_invalid` on a bad count. */
export async function* readQueries(path: string): AsyncGenerator<PopularQuery> {
  const { bytes } = await openFile(path)
  for await (const { line, text, isTooLong } of readLines(bytes)) {
    const [query = '', count = '1'] = text.split('\t')
    if (query.trim() === '') continue
    if (line === 1 && /^\W*(query|search|keyword)/i.test(query) && !/^\d+$/.test(count.trim())) continue
    if (isTooLong || !/^\s*[1-9]\d{0,14}\s*$/.test(count)) {
      const shown = isTooLong ? `the line is longer than ${maxRawLength} characters` : `"${count}" is no count`
      throw new SpellerError(
        'catalog_invalid',
        `${path}:${line}: ${shown}; expected a query, or a query, a tab and its count`,
      )
    }
    yield { query: query.trim(), count: Number(count) }
  }
}
