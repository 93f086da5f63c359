import { codePoints } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { hitOrder, type TypingCost } from '../../speller/rank-hits.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import type { Hit } from '../../speller/types.ts'
import { compareByScore, fuzzyWeight } from './bm25.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { createTermSearch } from './embedded-terms.ts'

/** One way to search an index file. */
export interface EmbeddedRetriever {
  readonly search: EmbeddedIndex['search']
  /** The order of a span's hits. */
  readonly orderOf: (span: string, typingCost: TypingCost | undefined) => (a: Hit, b: Hit) => number
  /** A name added at run time, which is found by its edits, with a score that compares with those of `search`. */
  readonly scored: (live: Hit, span: string) => Hit
}

/** What a retriever needs beside the file is made by its first search: a process that only ingests does without. */
export function openRetriever(index: EmbeddedIndex, retriever: RetrieverName): EmbeddedRetriever {
  if (retriever === 'hybrid') return { search: index.search.bind(index), orderOf: hitOrder, scored: (live) => live }
  let search: EmbeddedIndex['search'] | undefined
  return {
    search: (...args) => (search ??= createTermSearch(index, retriever === 'fuzzy-bm25'))(...args),
    orderOf: () => compareByScore,
    scored: (live, span) => {
      const [letters, others] = [span, live.name.form].map((text) => codePoints(joined(text)).length)
      return { ...live, score: fuzzyWeight(live.edits, letters!, others!) }
    },
  }
}
