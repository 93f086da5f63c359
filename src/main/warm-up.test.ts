import { describe, expect, it } from 'vitest'
import { createScriptedCorrector } from '../adapters/corrector/scripted.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { mixedShop } from '../speller/testing/mixed-shop.ts'
import { thresholds } from '../speller/testing/open-mixed-shop.ts'
import { settingsFor } from '../speller/testing/settings.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { warmUp } from './warm-up.ts'

const rules = compileOverrides([])

/** Dependencies that note what is asked of them. */
function noting(search?: CatalogIndex['search']) {
  const index = mixedShop()
  const asked = { searches: 0, questions: 0, logged: 0 }
  const counting: CatalogIndex = {
    ...index,
    search: (...given) => {
      asked.searches++
      return (search ?? index.search)(...given)
    },
  }
  const corrector = createScriptedCorrector(() => {
    asked.questions++
    return []
  })
  const deps = {
    index: counting,
    corrector,
    log: { ...createMemoryLog(), append: () => void asked.logged++ },
    knowledge: shippedKnowledge(),
    overrides: () => rules,
    settings: settingsFor(thresholds),
    newId: () => 'id',
    now: () => new Date(0),
    onError: () => expect.unreachable(),
  }
  return { asked, deps }
}

describe('warmUp', () => {
  it('searches the catalog, and neither logs nor asks the corrector', async () => {
    const { asked, deps } = noting()
    await warmUp(deps, 60_000)
    expect(asked).toEqual({ searches: expect.any(Number) as number, questions: 0, logged: 0 })
    expect(asked.searches).toBeGreaterThan(20)
  })

  it('ends where the catalog fails, and says nothing, since the first shopper’s query will', async () => {
    const { asked, deps } = noting(() => Promise.reject(new SpellerError('index_failed', 'away')))
    await warmUp(deps, 60_000)
    expect(asked.searches).toBeGreaterThan(20)
  })

  it('does not hold up the start where the catalog is slow', async () => {
    const { asked, deps } = noting(async (spans) => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return spans.map(() => [])
    })
    await warmUp(deps, 20)
    expect(asked.searches).toBeLessThanOrEqual(2)
  })
})
