import { SpellerError } from '../speller/errors.ts'
import { maxRawLength } from './feed-entry.ts'
import { readLines } from './read-lines.ts'
import { openFile } from './sources/bytes.ts'

export interface PopularQuery {
  readonly query: string
  /** Searches; at least 1. */
  readonly count: number
}

/** A lone cell of the first line is a header only if it is nothing else: "search lights" may be searched for. */
const header =
  /^\W*(?:(?:final |popular )?(?:quer(?:y|ies)|search(?:es)?(?: (?:quer(?:y|ies)|terms?))?)|keywords?)\W*$/i
const headerBeforeCount = /^\W*(?:query|search|keyword)/i

function isHeader(query: string, count: string | undefined): boolean {
  if (count === undefined) return header.test(query.replaceAll('_', ' '))
  return headerBeforeCount.test(query) && !/^\d+$/.test(count.trim())
}

/** Popular queries, one a line: the query, or the query, a tab and its count. A header is skipped. Fails with `catalog_invalid` on a bad count. */
export async function* readQueries(path: string): AsyncGenerator<PopularQuery> {
  const { bytes } = await openFile(path)
  for await (const { line, text, isTooLong } of readLines(bytes)) {
    const [query = '', given] = text.split('\t')
    if (query.trim() === '' || (line === 1 && isHeader(query, given))) continue
    const count = given ?? '1'
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
