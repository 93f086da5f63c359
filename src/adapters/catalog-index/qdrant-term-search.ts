import type { SearchOptions } from '../../speller/ports.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { termWeight } from './bm25.ts'
import { countPoints, readMetadata } from './qdrant-collection.ts'
import type { QdrantConnection } from './qdrant-connection.ts'
import { nameKeys } from './qdrant-points.ts'
import type { Query, RequestBody } from './qdrant-requests.ts'
import { filtered, metadataIn, metadataQuery, namesOf, type SearchSpans } from './qdrant-search.ts'
import { termQuery } from './qdrant-terms.ts'
import { queriesBeside, uniteHits } from './qdrant-united.ts'
import { createSpanReader, type SpanTerms, type TermRetriever } from './span-terms.ts'

/** The terms of a generation's names as they were when this was read. */
interface Dictionary {
  readonly generation: string
  readonly read: (spanTerms: readonly string[]) => SpanTerms
}

/** Most different terms that a catalog can have. */
const maxTerms = 10_000_000
/** Names fetched by terms before they are scored anew. */
const pool = (limit: number) => Math.max(96, 12 * limit)
/** A generation may be swapped between the reading of its terms and a search; twice in a row is chance enough. */
const maxReadings = 2

/**
 * Searches by BM25 over terms as the embedded engine does, in one batch. The terms of a generation and how many names hold each
 * are read once, by the first search that meets it. Whichever list of the batch a name comes from, all its scores are computed
 * anew from its form, so that none is taken as 0 for want of a place in a list. Names added at run time are found by edits.
 */
export function createTermSearch(connection: QdrantConnection, alias: string, retriever: TermRetriever): SearchSpans {
  let reading: Promise<Dictionary> | undefined

  const dictionaryOf = async (known?: Dictionary): Promise<Dictionary> => {
    if (reading === undefined || (known !== undefined && (await reading) === known))
      reading = readDictionary(connection, alias, retriever)
    try {
      return await reading
    } catch (error) {
      reading = undefined
      throw error
    }
  }

  return async (spans, options) => {
    const wanted = [...new Set(spans)].filter((span) => span !== '')
    if (wanted.length === 0 || options.limit < 1) return spans.map(() => [])
    let dictionary = await dictionaryOf()
    for (let readings = 1; ; readings++) {
      const lookups = wanted.map((span) => {
        const terms = dictionary.read(span.split(' '))
        return { span, terms, byTerms: byTerms(terms, options), ...queriesBeside(span, options) }
      })
      const request: RequestBody<'queryBatch'> = {
        searches: [
          metadataQuery('generation'),
          ...lookups.flatMap(({ exact, live, byTerms }) => [...exact, ...live, ...byTerms]),
        ],
      }
      const [marked, ...answers] = await connection.ask(`search '${alias}'`, (client) =>
        client.queryBatch(alias, request),
      )
      if (readings < maxReadings && metadataIn(marked).generation !== dictionary.generation) {
        dictionary = await dictionaryOf(dictionary)
        continue
      }
      let at = 0
      const take = (queries: readonly Query[]) => namesOf(answers.slice(at, (at += queries.length)))
      const hits = new Map<string, Hit[]>()
      for (const { span, terms, exact, live, byTerms } of lookups) {
        const found = { exact: take(exact), live: take(live) }
        const scored = take(byTerms).map((name) => ({ name, score: scoreOf(name, terms) / terms.ideal }))
        hits.set(span, uniteHits(span, found, scored, options.limit))
      }
      return spans.map((span) => hits.get(span) ?? [])
    }
  }
}

async function readDictionary(
  connection: QdrantConnection,
  alias: string,
  retriever: TermRetriever,
): Promise<Dictionary> {
  // before the terms: after a swap between the two the next search finds another generation than this
  const { generation } = await readMetadata(connection, alias)
  const request: RequestBody<'facet'> = { key: 'terms', limit: maxTerms, exact: true }
  const { hits } = await connection.ask(`read the terms of '${alias}'`, (client) => client.facet(alias, request))
  const names = await countPoints(connection, alias, { must_not: [{ is_empty: { key: 'terms' } }] })
  const frequencies = new Map(hits.map(({ value, count }) => [String(value), count]))
  return { generation, read: createSpanReader(frequencies, names, retriever) }
}

function byTerms(terms: SpanTerms, { limit, locale }: SearchOptions): Query[] {
  const query = termQuery(terms)
  if (query === undefined) return []
  return [{ query, using: 'terms', ...filtered(locale), limit: pool(limit), with_payload: nameKeys }]
}

/** Rounded where the embedded engine rounds, so that the same names tie. */
function scoreOf({ form }: Name, { terms }: SpanTerms): number {
  const own = form.split(' ')
  let score = 0
  for (const { expansions, idf } of terms) {
    let best = 0
    for (const { term, weight } of expansions) {
      const times = own.filter((other) => other === term).length
      if (times > 0) best = Math.max(best, Math.fround(weight * idf * termWeight(times, own.length)))
    }
    score = Math.fround(score + best)
  }
  return score
}
