import type { Reason, Verdict } from './types.ts'

export interface DecideOptions {
  /** Least confidence for "did you mean". */
  readonly suggestAt: number
  /** Least confidence for searching the correction instead. Higher breaks fewer right queries, and mends fewer wrong ones. */
  readonly rewriteAt: number
  /** Most probability of the query as typed, among the candidates, at which it is searched no more. Lower breaks fewer right queries. */
  readonly typedAtMost: number
  /** The same where the change touches right words, or makes words that the catalog lacks: they need more against, and for, them. */
  readonly rightWordAtMost: number
  /** The same where the query is a single term and read as another: brands are asked for so, and nothing beside them says what is meant. */
  readonly loneTermAtMost: number
  /** Least confidence for touching a term that is, letter for letter, a name of the catalog. */
  readonly exactNameAt: number
}

export interface DecideFacts {
  /** Confidence of the best reading. */
  readonly confidence: number
  /** Probability, among the candidates, of the query as typed. */
  readonly typedProbability: number
  /** The best reading is the query as typed. */
  readonly unchanged: boolean
  /** Every term of the query is known to the catalog. */
  readonly inCatalog: boolean
  /** The best reading changes terms that are right words as typed. */
  readonly changesRightWords: boolean
  /** The best reading changes common words that the catalog is too small to hold. */
  readonly changesMissingWords: boolean
  /** The best reading has words, other than the query's, that the catalog lacks. */
  readonly readsMissingWords: boolean
  /** The query is a single term, and the best reading is another single term. */
  readonly respellsLoneTerm: boolean
  /** The query is a single term, and the best reading breaks it in terms that the catalog has nowhere side by side. */
  readonly breaksLoneTerm: boolean
  /** The best reading changes a term that is a brand of the catalog as typed. */
  readonly changesName: boolean
  /** A guard refused a reading of the query. */
  readonly guarded: boolean
  readonly mode: 'auto' | 'suggest' | 'off'
  /** Products that the query as typed finds, where the shop says so. */
  readonly hitCount?: number
  /** From this many of them on, a correction is at most suggested. */
  readonly enoughResults: number
}

type RequestFacts = Pick<DecideFacts, 'mode' | 'hitCount' | 'enoughResults'>

/** What a verdict that was settled before the request may still do in it: `mode` and `hitCount` bind it as they bind others. */
export function decideAhead(
  verdict: Verdict,
  { mode, ...results }: RequestFacts,
): { readonly verdict: Verdict; readonly reason: Reason } {
  if (mode === 'off') return { verdict: 'keep', reason: 'off' }
  if (verdict === 'rewrite' && hasEnoughResults(results)) return { verdict: 'suggest', reason: 'has_results' }
  return { verdict: verdict === 'rewrite' && mode === 'suggest' ? 'suggest' : verdict, reason: 'precomputed' }
}

/** False where the shop does not say how many there are. Beside it, a decision rests on whether there are none at all. */
export function hasEnoughResults({
  hitCount,
  enoughResults,
}: Pick<DecideFacts, 'hitCount' | 'enoughResults'>): boolean {
  return hitCount !== undefined && hitCount >= enoughResults
}

/** Of a query that would be kept, where the catalog writes its words with other spaces: searched so only where the shop finds nothing else. */
export function decideSpacing({
  mode,
  ...results
}: RequestFacts): { readonly verdict: Verdict; readonly reason: Reason } | undefined {
  if (mode === 'off' || hasEnoughResults(results)) return undefined
  return { verdict: mode === 'auto' && results.hitCount === 0 ? 'rewrite' : 'suggest', reason: 'spacing' }
}

/** The verdict and the one rule that settled it. Total: every combination has an answer, and the reasons to keep come first. */
export function decide(
  facts: DecideFacts,
  options: DecideOptions,
): { readonly verdict: Verdict; readonly reason: Reason } {
  if (facts.mode === 'off') return { verdict: 'keep', reason: 'off' }
  if (facts.unchanged) {
    if (facts.inCatalog) return { verdict: 'keep', reason: 'in_catalog' }
    return { verdict: 'keep', reason: facts.guarded ? 'guarded' : 'unchanged' }
  }
  if (facts.changesName && facts.confidence < options.exactNameAt) return { verdict: 'keep', reason: 'protected' }
  if (facts.confidence < options.suggestAt) return { verdict: 'keep', reason: 'low_confidence' }
  const isPlausible = facts.breaksLoneTerm || facts.typedProbability > mostTyped(facts, options)
  // a click on words that nothing in the shop has leads nowhere: they are worth it only where the query as typed is surely wrong
  if (facts.readsMissingWords && (isPlausible || facts.confidence < options.rewriteAt))
    return { verdict: 'keep', reason: 'low_confidence' }
  if (isPlausible) return { verdict: 'suggest', reason: 'plausible' }
  if (facts.confidence < options.rewriteAt) return { verdict: 'suggest', reason: 'low_confidence' }
  if (hasEnoughResults(facts)) return { verdict: 'suggest', reason: 'has_results' }
  return { verdict: facts.mode === 'suggest' ? 'suggest' : 'rewrite', reason: 'confident' }
}

/** A small catalog lacks most common words: to its ranker they look like misspellings, and are this much less probable than they should be. */
const missingWordOdds = 6

/** The least of the limits on the query as typed that apply. */
function mostTyped(facts: DecideFacts, { typedAtMost, rightWordAtMost, loneTermAtMost }: DecideOptions): number {
  return Math.min(
    facts.changesRightWords || facts.readsMissingWords ? rightWordAtMost : typedAtMost,
    facts.changesMissingWords ? rightWordAtMost / missingWordOdds : 1,
    facts.respellsLoneTerm ? loneTermAtMost : 1,
  )
}
