import { holdsNumber } from './digits.ts'

/** The class that a term belongs to in bigram counts: terms with digits are one class, every other term is its own. */
export function lmTerm(term: string): string {
  return holdsNumber(term) ? '0' : term
}

/** Counts that the language model reads. All of normalised forms; a bigram is two classes joined by a space. */
export interface TermCounts {
  count(form: string): number
  /** Zipf scale, see Background. */
  zipf(term: string): number
  /** Titles in the catalog; 0 when unknown. */
  readonly products: number
}

/** As many as titles of shops have, on average. */
export const termsPerTitle = 8

export const sentenceStart = '<s>'

/** Weights of bigram, unigram and background evidence; and the floor for a term that none of them knows. */
const weights = { bigram: 0.5, unigram: 0.4, background: 0.1, unknown: 1e-9 }

/** Forms whose counts a bigram step needs. */
export function bigramForm(before: string, term: string): string {
  return `${lmTerm(before)} ${lmTerm(term)}`
}

/** Natural log of P(term | term before), interpolated from bigrams, unigrams and background frequency. Finite. */
export function logProbability(counts: TermCounts, before: string, term: string): number {
  if (lmTerm(term) === '0') return -4
  const total = Math.max(1, counts.products) * termsPerTitle
  const unigram = counts.count(term) / total
  const beforeCount = before === sentenceStart ? counts.products : counts.count(before)
  // a phrase counted less often than once is no evidence: discount as Kneser and Ney do
  const pair = Math.max(0, counts.count(bigramForm(before, term)) - 0.5)
  const bigram = beforeCount > 0 ? pair / (beforeCount + 5) : 0
  const zipf = counts.zipf(term)
  const background = zipf > 0 ? 10 ** (zipf - 9) : 0
  return Math.log(
    weights.bigram * Math.min(1, bigram) +
      weights.unigram * unigram +
      weights.background * background +
      weights.unknown,
  )
}

/** A word of the language, whatever the shop sells; about one in a million words. */
const knownZipf = 3

/** Words outside the catalog must be at least this common to be produced; about one in three million words. */
export const producibleZipf = 2.5

/** True for a term of the catalog or a common enough word of the language. */
export function isKnownTerm(term: string, counts: TermCounts): boolean {
  return counts.count(term) > 0 || counts.zipf(term) >= knownZipf
}
