import { searchTerms } from './search-terms.ts'

export interface FoundProduct {
  readonly id: string
  /** Above 0; comparable only within one query and catalog. */
  readonly score: number
}

export interface ProductSearch {
  /** Up to `limit` products with at least one term of the query in their title, best first, ties in the order of the feed. */
  search(query: string, limit: number): readonly FoundProduct[]
  has(id: string): boolean
}

export interface ProductSearchBuilder {
  /** Keeps the id and the title's terms. */
  add(product: { readonly id: string; readonly title: string }): void
  /** Of all that was added; empty when that is nothing. */
  finish(): ProductSearch
}

/** How soon a repeated term stops to count, and how much long titles are held down. The usual values. */
const k1 = 1.2
const b = 0.75

/** The products with a term, by their place in the feed, and how often the term stands in each title. */
interface Posting {
  readonly places: number[]
  readonly counts: number[]
}

/**
 * BM25 over titles: a stand-in for a shop's search in the evaluation. Lucene's idf, ln(1 + (N - n + 0.5) / (n + 0.5)), which
 * is always above 0, and exact lengths; a term typed twice counts twice. Robertson and Zaragoza 2009. O(N) a query.
 */
export function createProductSearchBuilder(): ProductSearchBuilder {
  const ids: string[] = []
  const lengths: number[] = []
  const postings = new Map<string, Posting>()
  return {
    add({ id, title }) {
      const counts = new Map<string, number>()
      const terms = searchTerms(title)
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
      for (const [term, count] of counts) {
        let posting = postings.get(term)
        if (!posting) postings.set(term, (posting = { places: [], counts: [] }))
        posting.places.push(ids.length)
        posting.counts.push(count)
      }
      ids.push(id)
      lengths.push(terms.length)
    },
    finish() {
      const known = new Set(ids)
      const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
      const scoresOf = (query: string) => {
        const scores = new Float64Array(ids.length)
        for (const term of searchTerms(query)) {
          const { places, counts } = postings.get(term) ?? { places: [], counts: [] }
          const idf = Math.log(1 + (ids.length - places.length + 0.5) / (places.length + 0.5))
          places.forEach((place, i) => {
            const held = k1 * (1 - b + (b * lengths[place]!) / meanLength)
            scores[place]! += (idf * counts[i]! * (k1 + 1)) / (counts[i]! + held)
          })
        }
        return scores
      }
      return {
        search(query, limit) {
          const scores = scoresOf(query)
          return bestPlaces(scores, limit).map((place) => ({ id: ids[place]!, score: scores[place]! }))
        },
        has: (id) => known.has(id),
      }
    },
  }
}

/** Places of the `limit` highest scores above 0, highest first, then by place. */
function bestPlaces(scores: Float64Array, limit: number): readonly number[] {
  const best: number[] = []
  scores.forEach((score, place) => {
    if (score === 0 || (best.length === limit && score <= (scores[best.at(-1)!] ?? 0))) return
    best.splice(best.findLastIndex((other) => scores[other]! >= score) + 1, 0, place)
    if (best.length > limit) best.pop()
  })
  return best
}
