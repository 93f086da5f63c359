import { env } from 'cloudflare:test'
import { describe, expect, inject, it } from 'vitest'
import { describeCorrector } from '../../adapters/corrector/contract.ts'
import type { ModelFiles } from '../../adapters/corrector/onnx-model.ts'
import { openWorkerdOnnxCorrector } from '../../adapters/corrector/onnx-workerd.ts'
import type { Decision } from '../../speller/types.ts'
import worker from '../worker-with-model.ts'
import { openModel } from './model.ts'
import { askOf, openWorker } from './testing/ask.ts'

// One file for the adapter and the Worker that holds it: the runtime takes seconds to import.

const filesIn = (dir: string): ModelFiles => ({
  pathOf: (name) => `${dir}/${name}`,
  read: async (name) => new Uint8Array(await (await env.ASSETS.fetch(`https://assets/${dir}/${name}`)).arrayBuffer()),
})
const testModel = filesIn('src/adapters/corrector/testdata')

describeCorrector('ONNX in workerd', () => openWorkerdOnnxCorrector(testModel, {}))

describe('openWorkerdOnnxCorrector', () => {
  it('answers as the same graphs do in Node', async () => {
    const corrector = await openWorkerdOnnxCorrector(testModel, { maxPasses: 100 })
    const expected = inject('expectedSuggestions')
    expect(expected.some(({ suggestions }) => suggestions[0]!.source === 'greedy')).toBe(true)
    for (const { request, suggestions } of expected) {
      const found = await corrector.correct(request)
      expect(found.map(({ text, source }) => [text, source])).toEqual(
        suggestions.map(({ text, source }) => [text, source]),
      )
      for (const [i, { logProbability }] of found.entries())
        expect(logProbability).toBeCloseTo(suggestions[i]!.logProbability!, 2)
    }
    await corrector.close()
  })

  it('refuses graphs that were altered', async () => {
    const altered: ModelFiles = {
      ...testModel,
      read: async (name) => (name === 'decode.onnx' ? Uint8Array.of(1) : testModel.read(name)),
    }
    const refused = { code: 'model_invalid', message: expect.stringMatching(/decode\.onnx is not the file/) as string }
    await expect(openWorkerdOnnxCorrector(altered, {})).rejects.toMatchObject(refused)
  })
})

const variables = {
  QUERYMEND_CACHE_SECONDS: '0',
  QUERYMEND_CORRECTOR: 'onnx',
  QUERYMEND_ONNX_TIMEOUT_MS: '20000',
  QUERYMEND_CORRECT_TIMEOUT_MS: '20000',
}

describe('the Worker with a model', () => {
  it('asks the model that is among its files, which it opens after the first answer', async () => {
    const { json } = askOf(worker, variables)
    const first = await json<Decision>('/v1/correct?q=nikee+runing+shose')
    const late = { corrected: 'nike running shoes', model: 'noisy-channel', degraded: ['corrector_timeout'] }
    expect(first).toMatchObject(late)
    const decision = await json<Decision>('/v1/correct?q=nikee+runing+shose')
    expect(decision.model).toMatch(/^onnx:/)
    expect(decision).toMatchObject({ applied: 'nike running shoes', verdict: 'rewrite', degraded: [] })
    expect(await json('/readyz')).toMatchObject({ checks: { model: { detail: decision.model } } })
  })

  it('answers without the model, marked as degraded, when that takes too long', async () => {
    const slow: typeof openModel = async (...given) => {
      const model = await openModel(...given)
      return {
        ...model,
        async correct(...asked) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          return model.correct(...asked)
        },
      }
    }
    const late = openWorker({ ...variables, QUERYMEND_CORRECT_TIMEOUT_MS: '1' }, { openModel: slow })
    await late.send('/v1/correct?q=nikee')
    expect(await late.json('/v1/correct?q=nikee+runing+shose')).toMatchObject({
      corrected: 'nike running shoes',
      model: 'noisy-channel',
      degraded: ['corrector_timeout'],
    })
  })
})
