import { describe, expect, it } from 'vitest'
import { createBill } from '../../speller/bill.ts'
import type { CorrectionRequest } from '../../speller/ports.ts'
import { createFallbackCorrector } from './fallback.ts'
import { createMeter } from './meter.ts'
import { createTextCorrector, type Reply } from './text-corrector.ts'

const request: CorrectionRequest = { query: 'shose', context: [], drafts: ['shoes', 'shose'], previous: [] }
const prompt = { id: 'p', body: 'Names: {context}\nQuery: {query}' }
const tokenCounts = { input: 10, output: 2 }
const hangs = () => new Promise<Reply>(() => {})

/** A model whose tokens cost 1, and its meter. */
function model(id: string, ask: () => Promise<Reply>, timeoutMs = 5_000) {
  const meter = createMeter({ pricePerMillion: { input: 1e6, output: 1e6 }, now: () => 0 })
  return { meter, corrector: createTextCorrector({ id, ask, prompt, timeoutMs, maxTokens: 7, meter }) }
}

describe('what a text model puts on the bill', () => {
  it('is the answer, whether or not it is of use, the longest one where none came in time, and nothing for a failure', async () => {
    const models = [
      model('down', () => Promise.reject(new Error('connection refused'))),
      model('late', hangs, 5),
      model('talkative', async () => ({ text: 'I am sorry, but I cannot help with this query today', tokenCounts })),
      model('good', async () => ({ text: 'shoes', tokenCounts: { input: 12, output: 1 } })),
      model('unasked', hangs),
    ]
    const chain = createFallbackCorrector(
      models.map(({ corrector }) => ({ name: corrector.id, corrector, timeoutMs: 1_000 })),
      { timeoutMs: 10_000, now: () => performance.now() },
    )
    const bill = createBill()
    expect(await chain.correct(request, undefined, bill)).toMatchObject([{ text: 'shoes', by: 'good' }])
    const input = Math.ceil('Names:\nQuery: shose'.length / 3)
    expect(bill.answers()).toEqual([
      { by: 'late', inputTokens: input, outputTokens: 7, cost: input + 7 },
      { by: 'talkative', inputTokens: 10, outputTokens: 2, cost: 12 },
      { by: 'good', inputTokens: 12, outputTokens: 1, cost: 13 },
    ])
    const metered = models.map(({ meter }) => meter.spending().cost)
    expect(metered, 'what the meters count').toEqual([0, input + 7, 12, 13, 0])
  })

  it('counts in full while it is not answered, so that whoever gives up at once sees it', async () => {
    const bill = createBill()
    const controller = new AbortController()
    const asked = model('late', hangs).corrector.correct(request, controller.signal, bill)
    await Promise.resolve()
    expect(bill.answers()).toMatchObject([{ by: 'late', outputTokens: 7 }])
    controller.abort()
    await expect(asked).rejects.toMatchObject({ code: 'corrector_timeout' })
    expect(bill.answers()).toHaveLength(1)
  })
})
