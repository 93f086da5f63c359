import type { RetrieverName } from '../../speller/retrievers.ts'
import type { CatalogIndexOptions } from './contract-harness.ts'

/** What the contract promises of the hybrid retriever alone. */
export function gapsOf(retriever: Exclude<RetrieverName, 'hybrid'>): NonNullable<CatalogIndexOptions['skip']> {
  const byTerms = {
    reason: 'names are found and ordered by their terms, not by the edits of the joined form',
    tests: [
      'adds names that only share n-grams to a single term that nothing within 1 edit explains',
      'returns only true edits, in order, without repeats, for any catalog and span',
      'finds every name that is near, for any catalog of short words',
      'finds distant names of the locale, however many of another are nearer',
      'finds a name at two edits where one of the two has more than four letters',
      'orders names of as many edits by what they cost to type and their count, where told the cost',
      'takes a name added at run time into that order',
      'explain a span only while they are there: without them, distant names are hits',
    ],
  }
  const bySound = {
    reason: 'names that only sound like a span are hits of the hybrid alone',
    tests: [
      'are found where asked for, behind those that are nearer, one term each',
      'are no brands: one that is not carried may sound like one that is',
      'keep to the locale, and to names that were not removed',
      'are found when they were added at run time, too',
    ],
  }
  const byVectors = {
    reason: 'names are found by likeness of their vectors, however many edits apart, and told apart by it',
    tests: ['counts the edits of every hit, also of names that are not near'],
  }
  const letterByLetter = {
    reason: 'a misspelled term shares no term with its name',
    tests: [
      'puts the exact name first, whatever its count',
      'finds a name at one edit of each type',
      'orders by edits, then by count, then by form',
      'returns at most `limit` hits, the best ones',
      'keeps to names of the locale, or of none',
      'counts edits in code points, in every script',
      'are told once, and counted in edits',
      'are found by the next search and counted',
    ],
  }
  if (retriever === 'late-interaction') return [{ ...byTerms, reason: byVectors.reason }, byVectors, bySound]
  return retriever === 'bm25' ? [byTerms, letterByLetter, bySound] : [byTerms, bySound]
}
