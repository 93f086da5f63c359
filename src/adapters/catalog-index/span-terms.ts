import { codePoints } from '../../speller/edit-distance.ts'
import { nearEdits } from '../../speller/rank-hits.ts'
import type { PlainRetrieverName } from '../../speller/retrievers.ts'
import type { Name } from '../../speller/types.ts'
import { fuzzyWeight, inverseFrequency, termWeight } from './bm25.ts'
import { buildIndex } from './embedded-build.ts'
import { openIndexFile } from './embedded-search.ts'

/** A retriever that searches by terms. */
export type TermRetriever = Exclude<PlainRetrieverName, 'hybrid'>

/** A term of the names that stands for one of a span. */
export interface Expansion {
  readonly term: string
  /** In (0, 1]. */
  readonly weight: number
}

/** A distinct term of a span. */
export interface SpanTerm {
  readonly expansions: readonly Expansion[]
  /** Inverse frequency of the commonest expansion, so that a rare misspelling weighs no more than its word. */
  readonly idf: number
}

/** What a span asks of the terms of names. */
export interface SpanTerms {
  readonly terms: readonly SpanTerm[]
  /** Score of a name of just the span's terms. */
  readonly ideal: number
}

/** Most terms that stand for one of a span; nearer ones first, then those in more names. Lucene's default. */
const maxExpansions = 50

/**
 * Reads spans against the terms of `names` names, given how many of them hold each term. fuzzy-bm25: a term also stands for
 * those within `nearEdits`.
 */
export function createSpanReader(
  frequencies: ReadonlyMap<string, number>,
  names: number,
  retriever: TermRetriever,
): (spanTerms: readonly string[]) => SpanTerms {
  const expand =
    retriever === 'fuzzy-bm25'
      ? createExpansion(frequencies)
      : (term: string) => (frequencies.has(term) ? [{ term, weight: 1 }] : [])
  return (spanTerms) => {
    let ideal = 0
    const terms = [...new Set(spanTerms)].map((spanTerm): SpanTerm => {
      const expansions = expand(spanTerm)
      const frequency = Math.max(0, ...expansions.map(({ term }) => frequencies.get(term)!))
      const idf = inverseFrequency(names, frequency)
      ideal += idf * termWeight(spanTerms.filter((term) => term === spanTerm).length, spanTerms.length)
      return { expansions, idf }
    })
    return { terms, ideal }
  }
}

/** Found by an index over the terms themselves. */
function createExpansion(frequencies: ReadonlyMap<string, number>): (term: string) => readonly Expansion[] {
  const asNames = Array.from(frequencies, ([form, count]): Name => ({ text: form, form, kind: 'term', count }))
  const near = openIndexFile(buildIndex('terms', asNames, [], 0))
  return (term) => {
    const letters = codePoints(term).length
    return near
      .search(term, maxExpansions, undefined)
      .filter(({ edits }) => edits <= nearEdits(letters, letters))
      .map(({ name, edits }) => ({
        term: name.form,
        weight: fuzzyWeight(edits, letters, codePoints(name.form).length),
      }))
      .filter(({ weight }) => weight > 0)
  }
}
