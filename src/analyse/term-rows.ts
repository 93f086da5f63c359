import type { KeptMisspellingRow, TermRow } from './analysis.ts'
import { examples, type Periods } from './rows.ts'
import { isOutnumbered } from './tacit.ts'
import { type PeriodTally, type SeenTerm, usualForm } from './tally.ts'

/** A term of the log that no name explained, to be looked at again. */
export interface AskedTerm {
  readonly term: string
  /** What the speller would have made of it in most decisions, had it been surer. Normalised. */
  readonly reading?: string
}

/** What a term is by now: known, a likely misspelling of something known, or neither, which is what a new brand is. */
export type Standing = 'known' | 'unknown' | { readonly near: string }

/** Of each term, in order. */
export type StandingsOf = (terms: readonly AskedTerm[]) => Promise<readonly Standing[]>

export interface TermRows {
  readonly unknownTerms: readonly TermRow[]
  readonly keptMisspellings: readonly KeptMisspellingRow[]
}

/**
 * Terms of at least `minCount` decisions that are not known by now, the most frequent first, those that look misspelled apart. Rewrites that few
 * of many took back do not count: a misspelling that is searched often has its reverts, and is no name.
 */
export async function termRows(periods: Periods, minCount: number, standingsOf: StandingsOf): Promise<TermRows> {
  const frequent = [...periods.now.terms.values()]
    .map((seen) => withoutOutnumbered(seen, periods.now))
    .filter(({ n }) => n >= minCount)
    .sort((a, b) => b.n - a.n || (a.term < b.term ? -1 : 1))
  const standings = await standingsOf(frequent.map(asked))
  const found = frequent.map((seen, i) => ({ seen, standing: standings[i]! }))
  const unknown = found.filter(({ standing }) => standing === 'unknown').slice(0, periods.rows)
  const misspelled = found.flatMap(({ seen, standing }) =>
    typeof standing === 'object' ? [{ seen, ...standing }] : [],
  )
  return {
    unknownTerms: unknown.map(({ seen }) => rowOf(periods, seen)),
    keptMisspellings: misspelled
      .slice(0, periods.rows)
      .map(({ seen, near }) => ({ ...rowOf(periods, seen), near, held: seen.held.get(near) ?? 0 })),
  }
}

function withoutOutnumbered(seen: SeenTerm, { silentRewrites }: PeriodTally): SeenTerm {
  const { term, n, refused, reverted } = seen
  if (!isOutnumbered({ reverted, silent: silentRewrites.get(term) ?? 0 })) return seen
  return { ...seen, n: n - reverted, refused: refused - reverted, reverted: 0 }
}

/** Refused changes count against the reading, for the shopper said that the term is right. */
function asked({ term, n, held }: SeenTerm): AskedTerm {
  const reading = [...held].find(([, times]) => times > n / 2)?.[0]
  return reading === undefined ? { term } : { term, reading }
}

function rowOf({ now, before, drifts }: Periods, seen: SeenTerm): TermRow {
  const { term, n, queries, refused, example } = seen
  const past = before.terms.get(term)
  const earlier = { hits: past ? withoutOutnumbered(past, before).n : 0, n: before.decisions }
  const drift = drifts.compare({ hits: n, n: now.decisions }, earlier)
  return { term, typed: usualForm(seen), ...examples(queries), refused, example, ...drift }
}
