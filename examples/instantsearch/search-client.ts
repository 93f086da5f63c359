import type { Client, Correction } from 'querymend/client'

// Works with every search client that InstantSearch takes: Algolia, Typesense, Meilisearch, Searchkit for Elasticsearch.

interface Request {
  readonly params?: { readonly query?: string }
}
interface Result {
  readonly nbHits?: number
}
interface SearchClient {
  search(requests: never): Promise<{ readonly results: readonly object[] }>
}

/** What a results object carries for the page, under `querymend`. */
export interface CorrectedResult extends Result {
  readonly querymend?: Correction
}

/** Corrections of a visit. */
export interface Corrections {
  /** From now on this query is searched as it stands. */
  keep(query: string): void
  /** The correction of a query of this visit, asked for once. */
  of(query: string): Promise<Correction>
}

/** Queries of a visit that are remembered. */
const remembered = 200

/**
 * The same search client, but each query is corrected before it is searched. Results carry the correction as `querymend`; that a rewrite
 * found nothing is told to Querymend. The search box keeps what was typed, and must search only
 * what is submitted (`searchAsYouType: false`). When Querymend is late or down, nothing changes.
 */
export function withQuerymend<Wrapped extends SearchClient>(
  wrapped: Wrapped,
  querymend: Client,
): { readonly searchClient: Wrapped; readonly corrections: Corrections } {
  const kept = new Set<string>()
  const asked = new Map<string, Promise<Correction>>()
  const foundNothing = new Set<string>()
  const of = (query: string): Promise<Correction> => {
    if (kept.has(query)) return Promise.resolve({ query, applied: query })
    const correction = asked.get(query) ?? querymend.correct(query)
    asked.set(query, correction)
    if (asked.size > remembered) asked.delete(asked.keys().next().value!)
    // without an answer, the next search may ask again
    void correction.then(({ decision }) => decision ?? asked.delete(query))
    return correction
  }
  const search = async (requests: readonly Request[]) => {
    const corrections = await Promise.all(
      requests.map(async ({ params }) => (params?.query === undefined ? undefined : of(params.query))),
    )
    const corrected = requests.map((request, r) =>
      corrections[r] ? { ...request, params: { ...request.params, query: corrections[r].applied } } : request,
    )
    const answer = await wrapped.search(corrected as never)
    const results = answer.results.map((result, r) => {
      const correction = corrections[r]
      if (!correction?.decision) return result
      tellIfNothing(correction, result)
      return { ...result, querymend: correction }
    })
    return { ...answer, results }
  }
  const tellIfNothing = ({ decision }: Correction, { nbHits }: Result) => {
    if (decision?.verdict !== 'rewrite' || nbHits !== 0 || foundNothing.has(decision.id)) return
    foundNothing.add(decision.id)
    void querymend.feedback(decision.id, 'no_results')
  }
  return {
    searchClient: withSearch(wrapped, search),
    corrections: { of, keep: (query) => void kept.add(query) },
  }
}

/** All else is the wrapped one's own, with itself as `this`: methods of a class need that, and are no properties of their own that could be copied. */
function withSearch<Wrapped extends SearchClient>(wrapped: Wrapped, search: unknown): Wrapped {
  const bound = new Map<unknown, unknown>()
  return new Proxy(wrapped, {
    get(target, key) {
      if (key === 'search') return search
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      // the same each time it is asked for
      if (!bound.has(value)) bound.set(value, value.bind(target))
      return bound.get(value)
    },
  })
}
