import { describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import type { Decision } from '../speller/types.ts'
import { createTestApp } from './testing.ts'

const unknown = '4c2d1e8a-0000-4000-8000-000000000000'

async function decided(...changes: Parameters<typeof createTestApp>) {
  const made = createTestApp(...changes)
  const response = await made.app.request('/v1/correct?q=nikee+shoes')
  return { ...made, decision: (await response.json()) as Decision }
}

describe('POST /v1/labels', () => {
  it.each([{ kind: 'right' }, { kind: 'wrong' }, { kind: 'should_be', text: 'nikon shoes' }])(
    'records %j',
    async (label) => {
      const { send, log, decision } = await decided()
      const response = await send('POST', '/v1/labels', { id: decision.id, ...label })
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ status: 'recorded' })
      expect((await log.find(decision.id))?.labels).toEqual([{ decisionId: decision.id, ...label }])
    },
  )

  it('answers 404 for a decision that was never made', async () => {
    const response = await createTestApp().send('POST', '/v1/labels', { id: unknown, kind: 'right' })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_decision' } })
  })

  it.each([
    [{ kind: 'right' }, 'id'],
    [{ id: 'latest', kind: 'right' }, 'id'],
    [{ id: unknown }, 'kind'],
    [{ id: unknown, kind: 'good' }, 'kind'],
    [{ id: unknown, kind: 'should_be' }, 'text'],
    [{ id: unknown, kind: 'should_be', text: ' \t' }, 'text'],
    [{ id: unknown, kind: 'should_be', text: 'x'.repeat(513) }, 'text'],
    [{ id: unknown, kind: 'wrong', text: 'nike' }, 'text'],
    [{ id: unknown, kind: 'right', by: 'me' }, 'by'],
  ])('refuses %j and names the field %s', async (body, field) => {
    const response = await createTestApp().send('POST', '/v1/labels', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request', field } })
  })

  it('asks for the token where there is one, since labels become training data', async () => {
    const { send, log, decision } = await decided({ apiToken: 'token-1' })
    const label = { id: decision.id, kind: 'right' }
    expect((await send('POST', '/v1/labels', label)).status).toBe(401)
    expect((await send('POST', '/v1/labels', label, { authorization: 'Bearer token-1' })).status).toBe(200)
    expect((await log.find(decision.id))?.labels).toEqual([{ decisionId: decision.id, kind: 'right' }])
  })

  it('answers 503 while the log fails', async () => {
    const { log } = createTestApp()
    const failing = { ...log, label: () => Promise.reject(new SpellerError('log_failed', 'away')) }
    const response = await createTestApp({ log: failing }).send('POST', '/v1/labels', { id: unknown, kind: 'right' })
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ error: { code: 'log_failed' } })
  })
})
