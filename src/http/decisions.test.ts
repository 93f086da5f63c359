import { describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import type { Decision } from '../speller/types.ts'
import { createTestApp } from './testing.ts'

const unknown = '4c2d1e8a-0000-4000-8000-000000000000'

async function decided() {
  const made = createTestApp()
  const response = await made.app.request('/v1/correct?q=nikee+shoes&locale=en&hits=3&previous=a')
  return { ...made, decision: (await response.json()) as Decision }
}

describe('GET /v1/decisions/{id}', () => {
  it('answers with the logged decision, what led to it, and its feedback and labels in order', async () => {
    const { app, send, decision } = await decided()
    await send('POST', '/v1/feedback', { id: decision.id, kind: 'clicked', detail: 'sku 12' })
    await send('POST', '/v1/feedback', { id: decision.id, kind: 'reverted' })
    await send('POST', '/v1/labels', { id: decision.id, kind: 'wrong' })
    await send('POST', '/v1/labels', { id: decision.id, kind: 'should_be', text: ' nikon shoes ' })
    const response = await app.request(`/v1/decisions/${decision.id}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      decision: {
        ...decision,
        at: '1970-01-01T00:00:00.000Z',
        mode: 'auto',
        locale: 'en',
        k: 8,
        hitCount: 3,
        previous: ['a'],
        context: ['Nike'],
        prompt: 'correct.v1',
        guards: [],
      },
      feedback: [{ kind: 'clicked', detail: 'sku 12' }, { kind: 'reverted' }],
      labels: [{ kind: 'wrong' }, { kind: 'should_be', text: 'nikon shoes' }],
    })
  })

  it('answers 404 for a decision that was never made', async () => {
    const response = await createTestApp().app.request(`/v1/decisions/${unknown}`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_decision' } })
  })

  it('answers 400 for what is no UUID', async () => {
    const response = await createTestApp().app.request('/v1/decisions/latest')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field: 'id' } })
  })
})

describe('POST /v1/feedback', () => {
  it.each(['accepted', 'reverted', 'clicked', 'no_results'])('records %s', async (kind) => {
    const { send, log, decision } = await decided()
    const response = await send('POST', '/v1/feedback', { id: decision.id, kind, detail: 'nikee' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'recorded' })
    expect((await log.find(decision.id))?.feedback).toEqual([{ decisionId: decision.id, kind, detail: 'nikee' }])
  })

  it('answers 404 for a decision that was never made', async () => {
    const response = await createTestApp().send('POST', '/v1/feedback', { id: unknown, kind: 'accepted' })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_decision' } })
  })

  it.each([
    [{ kind: 'accepted' }, 'id'],
    [{ id: 'latest', kind: 'accepted' }, 'id'],
    [{ id: unknown }, 'kind'],
    [{ id: unknown, kind: 'liked' }, 'kind'],
    [{ id: unknown, kind: 'clicked', detail: 'x'.repeat(2_001) }, 'detail'],
    [{ id: unknown, kind: 'clicked', sku: '12' }, 'sku'],
  ])('refuses %j and names the field %s', async (body, field) => {
    const response = await createTestApp().send('POST', '/v1/feedback', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
  })

  it('answers 503 while the log fails', async () => {
    const { log } = createTestApp()
    const failing = { ...log, feedback: () => Promise.reject(new SpellerError('log_failed', 'away')) }
    const { send } = createTestApp({ log: failing })
    const response = await send('POST', '/v1/feedback', { id: unknown, kind: 'accepted' })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'log_failed' } })
  })
})
