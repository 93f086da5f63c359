import { hitOrder, type TypingCost } from '../../speller/rank-hits.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import type { Hit } from '../../speller/types.ts'
import { compareByScore, scoreByEdits } from './bm25.ts'
import { createLateSearch } from './embedded-late.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { createTermSearch } from './embedded-terms.ts'
import type { NameVectors } from './embedded-vectors.ts'

/** One way to search an index file. */
export interface EmbeddedRetriever {
  readonly search: EmbeddedIndex['search']
  /** The order of a span's hits. */
  readonly orderOf: (span: string, typingCost: TypingCost | undefined) => (a: Hit, b: Hit) => number
  /** A name added at run time, which is found by its edits, with a score that compares with those of `search`. */
  readonly scored: (live: Hit, span: string) => Hit
  /** Names that only sound like the span are hits as well. */
  readonly hasAlike: boolean
}

/**
 * What a retriever needs beside the file is made by its first search: a process that only ingests does without. late-interaction
 * needs `vectors`.
 */
export function openRetriever(
  index: EmbeddedIndex,
  retriever: RetrieverName,
  vectors?: NameVectors,
): EmbeddedRetriever {
  if (retriever === 'hybrid')
    return { search: index.search.bind(index), orderOf: hitOrder, scored: (live) => live, hasAlike: true }
  const create = () =>
    retriever === 'late-interaction' ? createLateSearch(index, vectors!) : createTermSearch(index, retriever)
  let search: EmbeddedIndex['search'] | undefined
  return {
    search: (...args) => (search ??= create())(...args),
    orderOf: () => compareByScore,
    scored: scoreByEdits,
    hasAlike: false,
  }
}
