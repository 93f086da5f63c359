import fc from 'fast-check'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { Speller } from '../speller/ports.ts'
import type { Decision } from '../speller/types.ts'
import { anyString } from '../testing/any-string.ts'
import { createTestApp, decisionFor } from './testing.ts'

describe('GET /v1/correct', () => {
  it('answers with the decision, field by field', async () => {
    const decision = decisionFor('nikee shoes')
    const { app, calls } = createTestApp({}, () => decision)
    const response = await app.request('/v1/correct?q=nikee+shoes')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual(decision)
    expect(calls).toEqual([{ query: 'nikee shoes', options: {} }])
  })

  it('passes every option to the speller', async () => {
    const { app, calls } = createTestApp()
    await app.request('/v1/correct?q=x&mode=suggest&locale=en-gb&k=0&hits=12&previous=a&previous=b%20c')
    const options = { mode: 'suggest', locale: 'en-GB', k: 0, hitCount: 12, previous: ['a', 'b c'] }
    expect(calls).toEqual([{ query: 'x', options }])
  })

  it('takes one earlier query as a list of one', async () => {
    const { app, calls } = createTestApp()
    await app.request('/v1/correct?q=x&previous=a')
    expect(calls[0]?.options.previous).toEqual(['a'])
  })

  it('forbids caches, and names the request', async () => {
    const { app } = createTestApp()
    const response = await app.request('/v1/correct?q=x', { headers: { 'x-request-id': 'shop-17' } })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-request-id')).toBe('shop-17')
    expect((await app.request('/v1/correct?q=x')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it.each([
    ['', 'q'],
    ['q=a&q=b', 'q'],
    [`q=${'x'.repeat(513)}`, 'q'],
    ['query=x', 'q'],
    ['q=x&mod=off', 'mod'],
    ['q=x&hitCount=0', 'hitCount'],
    ['q=x&mode=loud', 'mode'],
    ['q=x&mode=', 'mode'],
    ['q=x&k=17', 'k'],
    ['q=x&k=-1', 'k'],
    ['q=x&k=1.5', 'k'],
    ['q=x&k=', 'k'],
    ['q=x&hits=many', 'hits'],
    ['q=x&hits=1000000001', 'hits'],
    ['q=x&locale=e', 'locale'],
    ['q=x&locale=en_GB', 'locale'],
    ['q=x&locale=english', 'locale'],
    ['q=x&locale=xx-XX', 'locale'],
    [`q=x&${'previous=a&'.repeat(17)}`, 'previous'],
  ])('refuses ?%s and names the field %s', async (search, field) => {
    const { app, calls } = createTestApp()
    const response = await app.request(`/v1/correct?${search}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: { code: 'invalid_request', message: expect.any(String) as string, field },
    })
    expect(calls).toEqual([])
  })

  it.each([
    [`q=${'x'.repeat(513)}`, 'q', 'Longer than 512 characters (UTF-16 code units): shorten it'],
    ['', 'q', 'The query as typed is missing: ?q=…'],
    ['q=a&q=b&q=c', 'q', 'Given 3 times: give it once'],
    ['q=x&locale=en&locale=de', 'locale', 'Given 2 times: give it once'],
    ['q=x&mode=off&mode=auto', 'mode', 'Given 2 times: give it once'],
    ['q=x&hits=1&hits=2', 'hits', 'Given 2 times: give it once'],
    ['q=x&k=1.5', 'k', 'Not an integer from 0 to 16'],
    [`q=x&${'previous=a&'.repeat(17)}`, 'previous', 'More than 16 earlier queries: give the last 16'],
    [
      `q=x&previous=a&previous=${'x'.repeat(513)}`,
      'previous.1',
      'Longer than 512 characters (UTF-16 code units): shorten it',
    ],
    [
      'q=caf%E9+shampo',
      'q',
      '%E9 is not UTF-8: encode the text as UTF-8 first, as encodeURIComponent does ("café": caf%C3%A9)',
    ],
    ['q=%FF%FE', 'q', expect.stringMatching(/^%FF%FE is not UTF-8: /)],
    ['q=%ed%a0%80', 'q', expect.stringMatching(/^%ed%a0%80 is not UTF-8: /)],
    ['q=x&previous=caf%C3', 'previous', expect.stringMatching(/^%C3 is not UTF-8: /)],
  ])('says of ?%s what is wrong with %s and what to do', async (search, field, message) => {
    const { app, calls } = createTestApp()
    const response = await app.request(`/v1/correct?${search}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: { code: 'invalid_request', message: message as string, field } })
    expect(calls).toEqual([])
  })

  it.each([
    ['caf%C3%A9+%F0%9F%91%9F', 'café 👟'],
    ['50%+off', '50% off'],
    ['100%25+cotton', '100% cotton'],
    ['%e9', undefined],
  ])('reads ?q=%s as %s', async (search, query) => {
    const { app, calls } = createTestApp()
    expect((await app.request(`/v1/correct?q=${search}`)).status).toBe(query === undefined ? 400 : 200)
    expect(calls.map((call) => call.query)).toEqual(query === undefined ? [] : [query])
  })

  it('answers any text with 200 and the same query, or with 400', async () => {
    const { app } = createTestApp()
    await fc.assert(
      fc.asyncProperty(anyString({ maxLength: 600 }), async (query) => {
        const response = await app.request(`/v1/correct?${new URLSearchParams({ q: query }).toString()}`)
        const answer = (await response.json()) as Decision
        expect(response.status).toBe(query.length > 512 ? 400 : 200)
        if (response.status === 200) expect(answer.query).toBe(query)
      }),
    )
  })

  it('answers any bytes after q= with 200 or 400', async () => {
    const { app } = createTestApp()
    const anyPart = fc.oneof(fc.constantFrom('%', '%ff', '%ed%a0%80', '%00', '&', '=', '+', '#', '%2'), fc.string())
    await fc.assert(
      fc.asyncProperty(fc.array(anyPart), async (parts) => {
        const response = await app.request(`/v1/correct?q=${parts.join('')}`)
        expect([200, 400]).toContain(response.status)
        expect(await response.json()).toBeTypeOf('object')
      }),
    )
  })
})

describe('POST /v1/correct', () => {
  it('answers one query with its decision', async () => {
    const { send, calls } = createTestApp()
    const options = { mode: 'off', locale: 'de', k: 16, previous: ['a'], hitCount: 0 }
    const response = await send('POST', '/v1/correct', { query: 'nikee shoes', ...options })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ query: 'nikee shoes', verdict: 'rewrite' })
    expect(calls).toEqual([{ query: 'nikee shoes', options }])
  })

  it('answers a batch in order, under the same options', async () => {
    const { send, calls } = createTestApp()
    const queries = Array.from({ length: 100 }, (_, position) => `query ${position}`)
    const response = await send('POST', '/v1/correct', { queries, mode: 'suggest' })
    const { decisions } = (await response.json()) as { decisions: Decision[] }
    expect(decisions.map(({ query }) => query)).toEqual(queries)
    expect(calls.every(({ options }) => options.mode === 'suggest')).toBe(true)
  })

  it('works on few queries of a batch at once, so that none waits for all others', async () => {
    let underWay = 0
    let most = 0
    const speller: Speller = {
      async correct(query) {
        most = Math.max(most, ++underWay)
        await new Promise((resolve) => setTimeout(resolve, query === 'query 0' ? 5 : 0))
        underWay--
        return decisionFor(query)
      },
    }
    const { send } = createTestApp({ speller })
    const queries = Array.from({ length: 20 }, (_, position) => `query ${position}`)
    const response = await send('POST', '/v1/correct', { queries })
    const { decisions } = (await response.json()) as { decisions: Decision[] }
    expect(decisions.map(({ query }) => query)).toEqual(queries)
    expect(most).toBe(2)
  })

  it('lets others have their turn between the queries of a batch, however long each takes', async () => {
    const { port1, port2 } = new MessageChannel()
    const order: string[] = []
    port2.on('message', () => order.push('message'))
    const speller: Speller = {
      async correct(query) {
        order.push(query)
        port1.postMessage('from another thread')
        const end = performance.now() + 3
        while (performance.now() < end);
        return decisionFor(query)
      },
    }
    const { send } = createTestApp({ speller })
    await send('POST', '/v1/correct', { queries: Array.from({ length: 8 }, (_, position) => `${position}`) })
    port2.close()
    // two are begun at once
    expect(order.slice(0, 2)).toEqual(['0', '1'])
    for (const query of ['2', '4', '6']) expect(order[order.indexOf(query) - 1], query).toBe('message')
  })

  it.each([
    [{}, 'query'],
    [[], ''],
    ['null', ''],
    [{ query: 7 }, 'query'],
    [{ query: 'x', queries: ['x'] }, 'query'],
    [{ queries: [] }, 'queries'],
    [{ queries: Array.from({ length: 101 }, () => 'x') }, 'queries'],
    [{ queries: ['x', 'y'.repeat(513)] }, 'queries.1'],
    [{ queries: ['x'], previous: ['a'] }, 'previous'],
    [{ queries: ['x'], hitCount: 1 }, 'hitCount'],
    [{ query: 'x', mode: 'loud' }, 'mode'],
    [{ query: 'x', k: '8' }, 'k'],
    [{ query: 'x', k: 17 }, 'k'],
    [{ query: 'x', locale: '' }, 'locale'],
    [{ query: 'x', previous: ['a', 1] }, 'previous.1'],
    [{ query: 'x', hitCount: -1 }, 'hitCount'],
    [{ query: 'x', hits: 1 }, 'hits'],
  ])('refuses %j and names the field "%s"', async (body, field) => {
    const { send, calls } = createTestApp()
    const response = await send('POST', '/v1/correct', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: { code: 'invalid_request', message: expect.any(String) as string, field },
    })
    expect(calls).toEqual([])
  })

  it.each([
    [{ query: 'x'.repeat(513) }, 'query', 'Longer than 512 characters (UTF-16 code units): shorten it'],
    [{ queries: ['a', 'x'.repeat(513)] }, 'queries.1', 'Longer than 512 characters (UTF-16 code units): shorten it'],
    [
      { queries: Array.from({ length: 101 }, () => 'x') },
      'queries',
      'More than 100 queries: send them in several requests',
    ],
    [{ queries: [] }, 'queries', 'At least one query is required'],
    [
      { query: 'x', previous: Array.from({ length: 17 }, () => 'x') },
      'previous',
      'More than 16 earlier queries: give the last 16',
    ],
  ])('says of a body what is wrong: %j', async (body, field, message) => {
    const { send } = createTestApp()
    const response = await send('POST', '/v1/correct', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: { code: 'invalid_request', message, field } })
  })

  it('gives back any text of a JSON body as it came, half pairs and U+0000 included', async () => {
    const { send } = createTestApp()
    const anyUnits = fc.array(fc.nat(0xffff), { maxLength: 64 }).map((units) => String.fromCharCode(...units))
    await fc.assert(
      fc.asyncProperty(anyUnits, async (query) => {
        const response = await send('POST', '/v1/correct', { query })
        expect(response.status).toBe(200)
        expect(((await response.json()) as Decision).query).toBe(query)
      }),
    )
  })
})
