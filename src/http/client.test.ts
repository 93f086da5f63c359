import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Decision } from '../speller/types.ts'
import { createClient } from './client.ts'
import { createTestApp } from './testing.ts'

function clientOf(headers: Record<string, string> = {}) {
  const made = createTestApp({ apiToken: 'token-1' })
  const fetch = async (input: string | URL | Request, init?: RequestInit) => made.app.request(new Request(input, init))
  return { ...made, client: createClient('http://shop', { fetch, headers }) }
}

describe('createClient', () => {
  it('corrects, typed by the domain', async () => {
    const { client, calls } = clientOf()
    const response = await client.v1.correct.$get({
      query: { q: 'nikee shoes', mode: 'suggest', previous: ['a', 'b'] },
    })
    if (!response.ok) throw new Error('refused')
    const decision = await response.json()
    expectTypeOf(decision.verdict).toEqualTypeOf<Decision['verdict']>()
    expect(decision.corrected).toBe('nike shoes')
    expect(calls).toEqual([{ query: 'nikee shoes', options: { mode: 'suggest', previous: ['a', 'b'] } }])
  })

  it('corrects a batch', async () => {
    const { client } = clientOf()
    const answer = await (await client.v1.correct.$post({ json: { queries: ['a', 'b'] } })).json()
    expect('decisions' in answer && answer.decisions.map(({ query }) => query)).toEqual(['a', 'b'])
  })

  it('gives feedback and reads the decision', async () => {
    const { client } = clientOf()
    const response = await client.v1.correct.$get({ query: { q: 'x' } })
    if (!response.ok) throw new Error('refused')
    const { id } = await response.json()
    expect((await client.v1.feedback.$post({ json: { id, kind: 'accepted' } })).status).toBe(200)
    const logged = await client.v1.decisions[':id'].$get({ param: { id } })
    expect(await logged.json()).toMatchObject({ decision: { id }, feedback: [{ kind: 'accepted' }] })
  })

  it('changes names with its token', async () => {
    const { client, names } = clientOf({ authorization: 'Bearer token-1' })
    expect((await client.v1.names.$put({ json: { name: 'Nike' } })).status).toBe(200)
    expect(names()).toHaveLength(1)
    expect((await client.v1.names.$delete({ query: { name: ['Nike'] } })).status).toBe(200)
    expect(names()).toHaveLength(0)
  })

  it('reads refusals as errors', async () => {
    const { client } = clientOf()
    const response = await client.v1.correct.$get({ query: { q: 'x'.repeat(513) } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { field: 'q' } })
  })
})
