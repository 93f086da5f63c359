import { join } from 'node:path'
import { fold } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'
import type { WeightedPair } from './learn-table.ts'

/** TOEFL-Spell holds whole essays, so its frequencies are real; the lists hold each misspelling once. */
const weights = { misspell_toefl: 4, misspell_wikipedia: 2, misspell_typos_rs: 0.3 }
type Corpus = keyof typeof weights

/** Human misspellings of words of the letters a to z, as often as they stand in the corpora, weighed by corpus. */
export function misspellingPairs(
  corpora: readonly Corpus[] = ['misspell_toefl', 'misspell_wikipedia', 'misspell_typos_rs'],
): WeightedPair[] {
  return corpora.flatMap((corpus) =>
    tsv(join(corpusDir, `${corpus}.tsv`))
      .map(([wrong, right]) => ({ typed: fold(wrong!), intended: fold(right!), weight: weights[corpus] }))
      .filter(({ typed, intended }) => /^[a-z]+$/.test(typed) && /^[a-z]+$/.test(intended)),
  )
}
