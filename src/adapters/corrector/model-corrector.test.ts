import { describe, expect, it } from 'vitest'
import { Unanswerable } from '../../speller/errors.ts'
import { createModelCorrector } from './model-corrector.ts'
import type { OnnxModel } from './onnx-model.ts'
import { symbols } from './tokens.ts'

/** Holds each draft right as it is, and says so with this log-probability a byte. */
function modelThatSays(logProbability: number): OnnxModel {
  const filled = (length: number) => new Float32Array(length + 1).fill(logProbability)
  return {
    id: 'onnx:told',
    encodeQuery: async () => new Float32Array(),
    encodeNames: async (rows) => rows.map(() => new Float32Array()),
    decoderOver: () => async (drafts) =>
      drafts.map((draft) => ({
        best: [...draft, symbols.eos],
        bestLogProbability: filled(draft.length),
        ownLogProbability: filled(draft.length),
      })),
    close: async () => undefined,
  }
}
const request = { query: 'nike', drafts: ['nike'], context: [], previous: [] }

describe('createModelCorrector', () => {
  it('fails where the model gives no numbers, as damaged weights do, rather than answer without an opinion', async () => {
    const failure = createModelCorrector(modelThatSays(NaN)).correct(request)
    await expect(failure).rejects.toMatchObject({
      code: 'corrector_failed',
      message: 'onnx:told gave probabilities that are no numbers: its weights are damaged; install the model anew',
    })
  })

  it('has no answer to a query that is too long for it, which is no failure of its own', async () => {
    const long = 'shoes '.repeat(14).trim()
    const corrector = createModelCorrector(modelThatSays(-1))
    const failure = corrector.correct({ ...request, query: long, drafts: [long] })
    await expect(failure).rejects.toBeInstanceOf(Unanswerable)
    await expect(failure).rejects.toThrow('a query of 83 bytes is longer than the 80 that onnx:told reads')
  })

  it('takes a draft that the model holds impossible for an answer', async () => {
    const suggestions = await createModelCorrector(modelThatSays(-Infinity)).correct(request)
    expect(suggestions).toContainEqual({ text: 'nike', logProbability: -Infinity, source: 'draft' })
  })
})
