import type { AnswerCache, CatalogIndex, CatalogInfo, Speller } from './ports.ts'
import { createSpeller, forMs, infoForMs, noModel, type SpellerDeps } from './speller.ts'
import type { CorrectOptions, Decision, DecisionRecord } from './types.ts'

export interface RememberDeps extends SpellerDeps {
  readonly cache: AnswerCache
  /**
   * Of all that decides beside the settings, the catalog, the corrector, the rules and the head queries: program, tables, rankers,
   * retriever.
   */
  readonly version: string
  /** Runs work that no answer waits for. */
  readonly defer: (work: () => Promise<void>) => void
}

/** The corrector that was meant to answer may be back any moment. Not less: KV keeps nothing for a shorter time. */
const secondChoiceSeconds = 60

/**
 * A speller that gives a kept answer where nothing that could change it has changed. Each answer, kept or not, is a decision
 * of its own, with its own id, and is logged. Degraded answers are not kept; nor is one during which the catalog changed.
 * One of a corrector that was not the first choice is kept for a minute.
 * A change of names through the `index` that comes with it shows with the next query, any other a second later at the latest.
 */
export function createRememberingSpeller(deps: RememberDeps): {
  readonly speller: Speller
  readonly index: CatalogIndex
} {
  const { index, cache, log, newId, now, defer } = deps
  const fresh = new Map<string, { readonly record: DecisionRecord; readonly isSecondChoice: boolean }>()
  const speller = createSpeller({
    ...deps,
    onDecision(record, isSecondChoice) {
      deps.onDecision?.(record, isSecondChoice)
      fresh.set(record.id, { record, isSecondChoice })
    },
  })
  const aboutCatalog = () => forMs(infoForMs, () => index.info())
  let about = aboutCatalog()
  const changing = async (change: Promise<void>) => {
    await change
    about = aboutCatalog()
  }

  const again = (record: DecisionRecord, started: number): Decision => {
    const total = Math.round((performance.now() - started) * 1000) / 1000
    const latencyMs = { total, retrieve: 0, compose: 0, correct: 0, decide: 0 }
    const { usage: _paidOnce, ...kept } = record
    const repeated = { ...kept, id: newId(), at: now().toISOString(), latencyMs }
    log.append(repeated)
    return decisionOf(repeated)
  }

  const correct: Speller['correct'] = async (raw, options = {}) => {
    const started = performance.now()
    // without a catalog the answer is a degraded one
    const catalog = await about().catch(() => undefined)
    const key = catalog && answerKey(raw, options, catalog, deps)
    const kept = key === undefined ? undefined : await cache.get(key)
    if (kept) return again(kept, started)
    const decision = await speller.correct(raw, options)
    const made = fresh.get(decision.id)
    fresh.delete(decision.id)
    if (key === undefined || made === undefined || made.record.degraded.length > 0) return decision
    const mostSeconds = made.isSecondChoice ? secondChoiceSeconds : undefined
    defer(async () => {
      const after = await index.info().catch(() => undefined)
      if (after && answerKey(raw, options, after, deps) === key) await cache.put(key, made.record, mostSeconds)
    })
    return decision
  }

  return {
    speller: { correct },
    index: {
      ...index,
      upsert: (names) => changing(index.upsert(names)),
      remove: (forms) => changing(index.remove(forms)),
    },
  }
}

/** Everything that can change the answer, as text; equal for equal answers to come. */
export function answerKey(
  raw: string,
  { mode = 'auto', locale = '', k, previous = [], hitCount = -1 }: CorrectOptions,
  catalog: CatalogInfo,
  {
    settings,
    corrector,
    overrides,
    head,
    version,
  }: Pick<RememberDeps, 'settings' | 'corrector' | 'overrides' | 'head' | 'version'>,
): string {
  const { id, names, bigrams, products, revision = '' } = catalog
  return JSON.stringify([
    [raw, mode, locale, k ?? settings.k, previous, hitCount],
    [id, names, bigrams, products, revision],
    [corrector?.id ?? noModel, overrides().version, head?.().version ?? '', version, settings],
  ])
}

function decisionOf({
  at: _at,
  mode: _mode,
  locale: _locale,
  k: _k,
  context: _context,
  contextDetails: _contextDetails,
  prompt: _prompt,
  guards: _guards,
  previous: _previous,
  hitCount: _hitCount,
  usage: _usage,
  ...decision
}: DecisionRecord): Decision {
  return decision
}
