import { describe, expect, it } from 'vitest'
import { createScriptedCorrector } from '../../src/adapters/corrector/scripted.ts'
import { openMemoryIndex } from '../../src/adapters/catalog-index/embedded.ts'
import { shippedKnowledge } from '../../src/main/testing/shipped-knowledge.ts'
import { SpellerError } from '../../src/speller/errors.ts'
import type { CorrectionRequest } from '../../src/speller/ports.ts'
import type { Name } from '../../src/speller/types.ts'
import { modelAlone } from './model-alone.ts'

const names: readonly Name[] = ['makita', 'drill', 'bosch'].map((form) => ({
  text: form,
  form,
  kind: 'term',
  count: 9,
}))
const index = openMemoryIndex(names, [], 20)
const knowledge = shippedKnowledge()

describe('modelAlone', () => {
  it('takes the own answer as it is, without guards, in the place of what was typed', async () => {
    const corrector = createScriptedCorrector({ 'makta 18v zzz': 'makita 20v qqqq' })
    const system = modelAlone('model', { corrector, index, knowledge, k: 0 })
    expect(await system.answer(' MAKTA  18v (zzz)')).toMatchObject({
      applied: ' MAKITA  20v (qqqq)',
      verdict: 'rewrite',
      confidence: NaN,
    })
  })

  it('searches the text itself where it pairs with nothing that was typed', async () => {
    const corrector = createScriptedCorrector({ drill: 'a b c d e f g' })
    const { applied } = await modelAlone('model', { corrector, index, knowledge, k: 0 }).answer('Drill!')
    expect(applied).toBe('a b c d e f g')
  })

  it('says how probable the corrector found its answer, not that of a draft', async () => {
    const corrector = createScriptedCorrector(({ drafts }) => [
      { text: drafts[0]!, source: 'greedy', logProbability: Math.log(0.25) },
      { text: 'makita', source: 'draft', logProbability: 0 },
    ])
    const answer = await modelAlone('model', { corrector, index, knowledge, k: 0 }).answer('Makta')
    expect(answer).toMatchObject({ applied: 'Makta', verdict: 'keep', confidence: 0.25 })
  })

  it('gives the retrieved names, the query as the only draft, and no names without a context', async () => {
    const requests: CorrectionRequest[] = []
    const corrector = createScriptedCorrector((request) => {
      requests.push(request)
      return []
    })
    for (const k of [0, 1]) {
      const answer = await modelAlone('model', { corrector, index, knowledge, k }).answer('makta')
      expect(answer).toMatchObject({ applied: 'makta', verdict: 'keep' })
    }
    expect(requests.map(({ context }) => context.map(({ form }) => form))).toEqual([[], ['makita']])
    expect(requests.map(({ drafts }) => drafts)).toEqual([['makta'], ['makta']])
  })

  it('keeps a query without terms unasked, and one that the corrector fails on', async () => {
    const corrector = createScriptedCorrector(() => {
      throw new SpellerError('corrector_failed', 'down')
    })
    const system = modelAlone('model', { corrector, index, knowledge, k: 0 })
    const nothing = await system.answer(' ?! ')
    expect([nothing.applied, nothing.isDegraded]).toEqual([' ?! ', undefined])
    expect(await system.answer('makta')).toMatchObject({ applied: 'makta', verdict: 'keep', isDegraded: true })
  })
})
