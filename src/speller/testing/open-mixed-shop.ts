import { createMemoryLog } from '../../adapters/decision-log/memory.ts'
import { shippedKnowledge } from '../../main/testing/shipped-knowledge.ts'
import { compileOverrides, type OverrideRule } from '../overrides.ts'
import type { CatalogIndex, DecisionLog } from '../ports.ts'
import { createSpeller, type SpellerDeps } from '../speller.ts'
import type { CorrectOptions } from '../types.ts'
import { mixedShop } from './mixed-shop.ts'
import { easyThresholds, settingsFor } from './settings.ts'

export const thresholds = { model: easyThresholds, channel: easyThresholds }

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
