import { describe, expect, it } from 'vitest'
import { createScriptedCorrector } from '../adapters/corrector/scripted.ts'
import { Unanswerable } from '../speller/errors.ts'
import type { CorrectionRequest } from '../speller/ports.ts'
import { createTestApp } from './testing.ts'

const body = {
  query: 'NIKEE shose',
  context: [{ text: 'Nike', kind: 'brand', count: 9 }],
  drafts: ['Nike shoes'],
  previous: [],
}

describe('POST /v1/score', () => {
  it('asks the corrector with normalised texts, and says who answered', async () => {
    const asked: CorrectionRequest[] = []
    const corrector = createScriptedCorrector((request) => {
      asked.push(request)
      return [
        { text: 'nike shoes', source: 'greedy', by: 'm-2' },
        { text: 'nike shoes', source: 'draft', logProbability: -Infinity },
      ]
    }, 'm-1 > m-2')
    const response = await createTestApp({ corrector }).send('POST', '/v1/score', body)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      model: 'm-2',
      isSecondChoice: false,
      suggestions: [
        { text: 'nike shoes', source: 'greedy' },
        { text: 'nike shoes', source: 'draft' },
      ],
    })
    expect(asked).toEqual([
      {
        query: 'nikee shose',
        context: [{ text: 'Nike', form: 'nike', kind: 'brand', count: 9 }],
        drafts: ['nike shoes'],
        previous: [],
      },
    ])
  })

  it('says where the first choice of a chain gave no answer', async () => {
    const corrector = createScriptedCorrector(() => [
      { text: 'nike shoes', source: 'greedy', by: 'm-2', isSecondChoice: true },
    ])
    const response = await createTestApp({ corrector }).send('POST', '/v1/score', body)
    expect(await response.json()).toMatchObject({ model: 'm-2', isSecondChoice: true })
  })

  it('asks for the token where there is one', async () => {
    const made = createTestApp({ corrector: createScriptedCorrector({}), apiToken: 'token-1' })
    expect((await made.send('POST', '/v1/score', body)).status).toBe(401)
    expect((await made.send('POST', '/v1/score', body, { authorization: 'Bearer token-1' })).status).toBe(200)
  })

  it.each([
    [{ ...body, query: undefined }, 'query'],
    [{ ...body, query: 'x'.repeat(513) }, 'query'],
    [{ ...body, drafts: Array(17).fill('x') as string[] }, 'drafts'],
    [{ ...body, context: [{ text: 'Nike', kind: 'shop', count: 1 }] }, 'context.0.kind'],
    [{ ...body, k: 4 }, 'k'],
  ])('refuses %j and names the field %s', async (wrong, field) => {
    const response = await createTestApp({ corrector: createScriptedCorrector({}) }).send('POST', '/v1/score', wrong)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
  })

  it('answers 422 where the corrector has no answer to this query, which is no failure to report', async () => {
    const reason = 'a query of 83 bytes is longer than the 80 that m reads'
    const corrector = createScriptedCorrector(() => Promise.reject(new Unanswerable('corrector_failed', reason)))
    const { send, errors } = createTestApp({ corrector })
    const response = await send('POST', '/v1/score', body)
    expect(response.status).toBe(422)
    expect(await response.json()).toEqual({ error: { code: 'corrector_failed', message: reason } })
    expect(errors).toEqual([])
  })

  it('answers 503 without a corrector', async () => {
    const response = await createTestApp().send('POST', '/v1/score', body)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'no_corrector' } })
  })
})
