import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createClient, type ClientOptions } from './client.ts'
import { createTestApp, decisionFor } from './testing.ts'

/** A client of the real routes, over a scripted speller. */
function open(options: Partial<ClientOptions> = {}, answer = decisionFor) {
  const made = createTestApp({}, answer)
  const errors: unknown[] = []
  const client = createClient('http://shop.example/', {
    timeoutMs: 5000,
    fetch: async (url, init) => made.app.request(new Request(url, init)),
    onError: (error) => errors.push(error),
    ...options,
  })
  return { ...made, client, failures: errors }
}
const answering = (body: unknown, status = 200) =>
  open({ fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }) })

describe('createClient', () => {
  it('imports nothing at run time', () => {
    const source = readFileSync(new URL('client.ts', import.meta.url), 'utf8')
    const imports = source.split('\n').filter((line) => /^(?:import|export)\b.*\bfrom\b/.test(line))
    expect(imports.length).toBeGreaterThan(0)
    for (const line of imports) expect(line).toMatch(/^(?:import|export) type /)
    expect(source).not.toMatch(/\bimport\(|\brequire\(/)
  })

  it('passes on query and options, and says what to search with', async () => {
    const { client, calls } = open()
    const options = { mode: 'suggest', locale: 'en-GB', k: 3, previous: ['a', 'b&c'], hitCount: 7 } as const
    const correction = await client.correct('nikee + shoes', options)
    expect(calls).toEqual([{ query: 'nikee + shoes', options }])
    expect(correction).toMatchObject({
      query: 'nikee + shoes',
      applied: 'nike shoes',
      decision: { verdict: 'rewrite' },
    })
    expect(correction).not.toHaveProperty('suggested')
  })

  it('offers a suggestion and searches as typed', async () => {
    const { client } = open({}, (query) => decisionFor(query, { verdict: 'suggest', applied: query }))
    expect(await client.correct('nikee')).toMatchObject({ applied: 'nikee', suggested: 'nike shoes' })
  })

  it('asks nothing for an empty query', async () => {
    const { client, calls } = open()
    expect(await client.correct('  ')).toEqual({ query: '  ', applied: '  ' })
    expect(calls).toEqual([])
  })

  it('gives feedback on a decision', async () => {
    const { client, log } = open()
    const { decision } = await client.correct('nikee')
    expect(await client.feedback(decision!.id, 'clicked', 'product 7')).toBe(true)
    expect((await log.find(decision!.id))!.feedback).toMatchObject([{ kind: 'clicked', detail: 'product 7' }])
  })

  it('does not fail over feedback on a decision that nobody knows', async () => {
    const { client, failures } = open()
    expect(await client.feedback('4c2d1e8a-0000-4000-8000-000000000000', 'accepted')).toBe(false)
    expect(failures).toHaveLength(1)
  })

  const decision = decisionFor('nikee')
  it.each<[string, () => ReturnType<typeof open>]>([
    ['the server is down', () => open({ fetch: () => Promise.reject(new TypeError('fetch failed')) })],
    ['the server hangs and heeds no signal', () => open({ timeoutMs: 10, fetch: () => new Promise(() => {}) })],
    [
      'fetch itself throws',
      () =>
        open({
          fetch: () => {
            throw new Error('blocked')
          },
        }),
    ],
    ['the server refuses', () => answering({ error: { code: 'x', message: 'x' } }, 400)],
    ['the answer is an error page', () => answering('<html>')],
    ['the answer is null', () => answering(null)],
    ['the answer is on another query', () => answering({ ...decision, query: 'nikon' })],
    ['the answer has no text', () => answering({ ...decision, applied: '' })],
    ['the verdict is unknown', () => answering({ ...decision, verdict: 'replace' })],
  ])('keeps the query when %s', async (_, make) => {
    const { client, failures } = make()
    expect(await client.correct('nikee')).toEqual({ query: 'nikee', applied: 'nikee' })
    expect(failures).toHaveLength(1)
  })

  it('tells what the server has against a request', async () => {
    const { client, failures } = open()
    await client.correct('nikee', { locale: 'english' })
    expect(failures).toMatchObject([
      { message: 'the server answered 400: locale: No known BCP 47 language tag, such as de or en-GB' },
    ])
    const strange = [null, 'x', [], { error: null }, { error: { field: 3, message: '' } }]
    for (const body of strange) {
      const refusing = answering(body, 503)
      await refusing.client.correct('nikee')
      expect(refusing.failures).toMatchObject([{ message: 'the server answered 503' }])
    }
  })

  it.each([null, undefined, 7])('asks nothing for the query %s of a page that is not typed', async (given) => {
    const { client, calls } = open()
    const query = given as unknown as string
    expect(await client.correct(query)).toEqual({ query, applied: query })
    expect(calls).toEqual([])
  })

  it('keeps the query when its listener fails', async () => {
    const onError = () => {
      throw new Error('listener')
    }
    const { client } = open({ fetch: () => Promise.reject(new TypeError('fetch failed')), onError })
    expect(await client.correct('nikee')).toEqual({ query: 'nikee', applied: 'nikee' })
    expect(await client.feedback('x', 'clicked')).toBe(false)
  })

  it('keeps the query when the question is called off, before or after it was asked', async () => {
    const { client } = open({ fetch: () => new Promise(() => {}) })
    expect(await client.correct('nikee', {}, AbortSignal.abort())).toEqual({ query: 'nikee', applied: 'nikee' })
    const controller = new AbortController()
    const asked = client.correct('nikee', {}, controller.signal)
    controller.abort()
    expect(await asked).toEqual({ query: 'nikee', applied: 'nikee' })
  })

  it('keeps the query or takes the answer’s text, whatever JSON comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.jsonValue(), async (query, body) => {
        const correction = await answering(body).client.correct(query)
        expect(correction).toEqual({ query, applied: query })
      }),
      { numRuns: 100 },
    )
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      await answering(decision).client.correct('nikee')
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})
