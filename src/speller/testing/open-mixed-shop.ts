import { createMemoryLog } from '../../adapters/decision-log/memory.ts'
import { shippedKnowledge } from '../../main/testing/shipped-knowledge.ts'
import { compileOverrides, type OverrideRule } from '../overrides.ts'
import type { CatalogIndex, DecisionLog } from '../ports.ts'
import { createSpeller, type SpellerDeps } from '../speller.ts'
import type { CorrectOptions } from '../types.ts'
import { mixedShop } from './mixed-shop.ts'
import { settingsFor } from './settings.ts'

// below the served ones: so small a shop gives little evidence, and what is learned changes from release to release
const threshold = {
  suggestAt: 0.2,
  rewriteAt: 0.4,
  typedAtMost: 0.5,
  rightWordAtMost: 0.5,
  loneTermAtMost: 0.5,
  exactNameAt: 0.97,
}
export const thresholds = { model: threshold, channel: threshold }

let shared: CatalogIndex | undefined

/** The whole path over a small shop: real index, real learned files, the noisy channel alone. */
export function openMixedShop({
  rules = [],
  ...more
}: Partial<SpellerDeps> & { readonly rules?: readonly OverrideRule[] } = {}) {
  const log: DecisionLog = createMemoryLog()
  const overrides = compileOverrides(rules)
  let ids = 0
  const deps: SpellerDeps = {
    index: (shared ??= mixedShop()),
    log,
    knowledge: shippedKnowledge(),
    overrides: () => overrides,
    settings: { ...settingsFor(thresholds), promptId: 'correct.test' },
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    now: () => new Date('2026-01-02T03:04:05Z'),
    ...more,
  }
  const speller = createSpeller(deps)
  return { log, correct: (query: string, options?: CorrectOptions) => speller.correct(query, options) }
}
