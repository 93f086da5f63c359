import type { Bill } from './bill.ts'
import { judge, type Judgement } from './judge.ts'
import type { Knowledge } from './knowledge.ts'
import type { Lookup } from './lookup.ts'
import { normalise } from './normalise.ts'
import type { Overrides } from './overrides.ts'
import type { Corrector, Suggestion } from './ports.ts'
import type { Candidate, Name, Query } from './types.ts'

export interface SettleDeps {
  /** Absent: the noisy channel decides alone. */
  readonly corrector?: Corrector | undefined
  /** Absent: what answers take is not collected. */
  readonly bill?: Bill
  readonly knowledge: Knowledge
  readonly overrides: Overrides
  /** What an answer without comparable probabilities is worth, as `judge` takes it. */
  readonly opinionOdds?: number | undefined
  /** Told when the corrector fails; the noisy channel decides then. What it throws is thrown. */
  readonly failed: (error: unknown) => void
}

export interface Settled extends Judgement {
  readonly correctMs: number
  /** Id of the corrector that took part. */
  readonly answeredBy?: string
  /** As the suggestions say. */
  readonly isSecondChoice?: true
}

/** Candidates that the noisy channel gives less are not worth a draft. */
const draftAt = 0.0003
const maxDrafts = 6

/**
 * What the corrector is asked to score: the candidates with a chance, the typed query always among them; none where the noisy channel gives
 * its best one more than `askUpTo`.
 */
export function draftsOf(query: Query, { weighed }: Pick<Judgement, 'weighed'>, askUpTo: number): Candidate[] {
  const typed = weighed.find((entry) => entry.candidate.text === query.text)
  if (!typed || weighed[0]!.probability > askUpTo) return []
  const likely = weighed.filter((entry) => entry !== typed && entry.probability >= draftAt)
  return [...likely.slice(0, maxDrafts - 1), typed]
    .sort((a, b) => b.probability - a.probability)
    .map((entry) => entry.candidate)
}

/** Weighs the candidates by the noisy channel, and, unless that is sure, by the corrector too. */
export async function settle(
  query: Query,
  lookup: Lookup,
  context: readonly Name[],
  previous: readonly string[],
  locale: string | undefined,
  { corrector, bill, knowledge, overrides, opinionOdds, failed }: SettleDeps,
): Promise<Settled> {
  const first = await judge(query, lookup, lookup.candidates, [], knowledge, overrides, locale)
  const drafts = corrector ? draftsOf(query, first, knowledge.askUpTo) : []
  if (!corrector || drafts.length === 0) return { ...first, correctMs: 0 }
  const started = performance.now()
  let suggestions: readonly Suggestion[] = []
  try {
    const request = {
      query: query.text,
      context,
      drafts: drafts.map((draft) => draft.text),
      previous: previous.map(normalise).filter((text) => text !== ''),
    }
    suggestions = await corrector.correct(request, undefined, bill)
  } catch (error) {
    failed(error)
  }
  const correctMs = performance.now() - started
  if (suggestions.length === 0) return { ...first, correctMs }
  const before = new Map(first.weighed.map((entry) => [entry.candidate.text, entry.probability]))
  const prior = { of: (text: string) => before.get(text), modelWeight: knowledge.modelWeight, opinionOdds }
  const second = await judge(query, lookup, drafts, suggestions, knowledge, overrides, locale, prior)
  return {
    ...second,
    guards: [...new Set([...first.guards, ...second.guards])],
    correctMs,
    answeredBy: suggestions[0]!.by ?? corrector.id,
    ...(suggestions[0]!.isSecondChoice ? { isSecondChoice: true } : {}),
  }
}
