import { env } from 'cloudflare:test'
import { beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { openQdrantStore } from '../../adapters/catalog-index/qdrant.ts'
import { createNoLog } from '../../adapters/decision-log/none.ts'
import { SpellerError } from '../../speller/errors.ts'
import { groundsOf, type HeadAnswer } from '../../speller/head.ts'
import { parseQuery } from '../../speller/normalise.ts'
import type { Decision } from '../../speller/types.ts'
import { type Review, writeHead } from '../parse-head.ts'
import type { Bindings } from './bindings.ts'
import { assetsWithout, openWorker, type Variables } from './testing/ask.ts'

const uncached: Variables = { QDRANT_URL: inject('qdrantUrl'), QUERYMEND_CACHE_SECONDS: '0' }
const cached: Variables = { QDRANT_URL: inject('qdrantUrl') }
const json = (method: string, body: unknown, headers = {}) => ({
  method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

describe('a Worker over Qdrant', () => {
  it('corrects, and logs the decision after the answer', async () => {
    const { json: ask, log, opened } = openWorker(uncached)
    const decision = await ask<Decision>('/v1/correct?q=nikee+shose')
    expect(decision).toMatchObject({ verdict: 'rewrite', applied: 'nike shoes', degraded: [] })
    expect(decision.model).toBe('noisy-channel')
    expect((await log.find(decision.id))?.record).toMatchObject({ query: 'nikee shose' })
    expect(opened()).toBe(1)
  })

  it('writes a batch of decisions at once', async () => {
    const { json: ask, log, opened } = openWorker(uncached)
    const queries = ['nikee', 'adidsa shoes', 'playgro mat']
    const { decisions } = await ask<{ decisions: Decision[] }>('/v1/correct', json('POST', { queries }))
    expect(decisions.map(({ applied }) => applied)).toEqual(['nike', 'adidas shoes', 'playgro mat'])
    for (const { id } of decisions) expect(await log.find(id)).toBeDefined()
    expect(opened()).toBe(1)
  })

  it('takes feedback and labels for a decision, and shows it', async () => {
    const { json: ask, send } = openWorker({ ...uncached, API_TOKEN: 'token-1' })
    const { id } = await ask<Decision>('/v1/correct?q=nikee')
    expect((await send('/v1/feedback', json('POST', { id, kind: 'reverted' }))).status).toBe(200)
    expect((await send('/v1/labels', json('POST', { id, kind: 'wrong' }))).status).toBe(401)
    const token = { authorization: 'Bearer token-1' }
    expect((await send('/v1/labels', json('POST', { id, kind: 'wrong' }, token))).status).toBe(200)
    expect(await ask(`/v1/decisions/${id}`)).toMatchObject({
      decision: { query: 'nikee' },
      feedback: [{ kind: 'reverted' }],
      labels: [{ kind: 'wrong' }],
    })
  })

  it('protects a name that was added a moment ago', async () => {
    const { json: ask, send } = openWorker(cached)
    const correct = () => ask<Decision>('/v1/correct?q=hygeeno+soap')
    expect((await correct()).applied).toBe('hygiene soap')
    expect((await send('/v1/names', json('PUT', { name: 'Hygeeno' }))).status).toBe(200)
    expect((await correct()).applied).toBe('hygeeno soap')
    expect((await send('/v1/names?name=hygeeno', { method: 'DELETE' })).status).toBe(200)
    expect((await correct()).applied).toBe('hygiene soap')
  })

  it('is ready, and serves its pages and its description', async () => {
    const { json: ask, send } = openWorker(uncached)
    expect(await ask('/readyz')).toMatchObject({ ok: true, checks: { model: { detail: 'noisy-channel' } } })
    expect(await ask('/openapi.json')).toMatchObject({ openapi: '3.1.0' })
    for (const path of ['/', '/docs']) expect((await send(path)).headers.get('content-type')).toMatch(/^text\/html/)
  })

  it('lets pages of the listed origins ask, and no others', async () => {
    const { send } = openWorker({ ...uncached, QUERYMEND_CORS_ORIGINS: 'https://page.example' })
    const allowedTo = async (origin: string) =>
      (await send('/v1/correct?q=nikee', { headers: { origin } })).headers.get('access-control-allow-origin')
    expect(await allowedTo('https://page.example')).toBe('https://page.example')
    expect(await allowedTo('https://other.example')).toBeNull()
  })

  it('serves none of its files', async () => {
    const { send } = openWorker(uncached)
    expect((await send('/models/ranker.json')).status).toBe(404)
  })
})

describe('a Worker whose dependencies fail', () => {
  it('keeps the query, marked as degraded, while Qdrant is away, and says that it is not ready', async () => {
    const { json: ask, send } = openWorker({ ...cached, QDRANT_COLLECTION: 'down' })
    expect(await ask('/v1/correct?q=nikee+shoes')).toMatchObject({
      verdict: 'keep',
      reason: 'unavailable',
      applied: 'nikee shoes',
      degraded: ['index_failed'],
    })
    expect((await send('/readyz')).status).toBe(503)
  })

  it('answers without a log, and says to whom asks for it that there is none', async () => {
    const { json: ask, send } = openWorker(uncached, { openLog: () => createNoLog() })
    const { id, applied } = await ask<Decision>('/v1/correct?q=nikee')
    expect(applied).toBe('nike')
    const refused = await send('/v1/feedback', json('POST', { id, kind: 'clicked' }))
    expect(refused.status).toBe(501)
    expect(await refused.json()).toEqual({
      error: { code: 'unsupported', message: 'This server keeps no decision log.' },
    })
  })

  it('answers without the model that it cannot open', async () => {
    const openModel = async () => {
      throw new SpellerError('model_invalid', 'decode.onnx is missing')
    }
    const { json: ask } = openWorker({ ...uncached, QUERYMEND_CORRECTOR: 'onnx' }, { openModel })
    expect(await ask('/v1/correct?q=nikee')).toMatchObject({ applied: 'nike', model: 'noisy-channel' })
  })

  it.each<[string, string, Variables]>([
    ['wrong settings', 'config_invalid', { ...uncached, QUERYMEND_K: 'many' }],
    ['a corrector that it does not hold', 'config_invalid', { ...uncached, QUERYMEND_CORRECTOR: 'onnx' }],
    ['a retriever that it does not hold', 'config_invalid', { QUERYMEND_RETRIEVER: 'late-interaction' }],
    ['one that Qdrant does not', 'config_invalid', { ...uncached, QUERYMEND_RETRIEVER: 'late-interaction' }],
    ['no binding', 'config_invalid', { ...uncached, QUERYMEND_CORRECTOR: 'workers-ai', WORKERS_AI_MODEL: '@cf/m' }],
    ['files that are not there', 'model_invalid', uncached],
  ])('answers 503 with %s, and says that it is a setting', async (_, code, variables) => {
    const bindings = code === 'model_invalid' ? { ASSETS: assetsWithout(/^\/models\//) } : {}
    const response = await openWorker(variables, { bindings }).send('/v1/correct?q=nikee')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBeNull()
    const message = 'This server is misconfigured, or lacks a file. Its log says what is wrong.'
    expect(await response.json()).toEqual({ error: { code, message } })
  })

  it('says which setting is wrong to whom holds the token, and to nobody else', async () => {
    const QDRANT_URL = 'ftp://key:hidden@shop.example'
    const { send } = openWorker({ ...uncached, QDRANT_URL, QUERYMEND_K: 'many', API_TOKEN: 'token-1' })
    const answerTo = async (headers: Record<string, string>) => {
      const response = await send('/readyz', { headers })
      expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store'])
      return ((await response.json()) as { error: { message: string } }).error.message
    }
    const told = await answerTo({ authorization: 'Bearer token-1' })
    expect(told).toMatch(/QUERYMEND_K is "many"; allowed: /)
    expect(told).toMatch(/QDRANT_URL is "ftp:\/\/\*\*\*@shop\.example"/)
    expect(told).not.toMatch(/hidden|token-1/)
    const others: Record<string, string>[] = [{}, { authorization: 'Bearer token-2' }, { authorization: 'Bearer ' }]
    for (const headers of others)
      expect(await answerTo(headers)).toBe(
        'This server is misconfigured, or lacks a file. Its log says what is wrong, and so does this answer to a request with the API token.',
      )
  })

  it('says "try again" of a bucket that cannot be read, and goes on once it can', async () => {
    let isAway = true
    const get = async (path: string) => (isAway ? Promise.reject(new Error('away')) : env.SHOP.get(path))
    const SHOP = { get } as unknown as typeof env.SHOP
    const { send } = openWorker(uncached, { bindings: { SHOP } })
    const refused = await send('/v1/correct?q=nikee')
    expect(refused.status).toBe(503)
    const error = { code: 'index_failed', message: 'A dependency failed; try again' }
    expect(await refused.json()).toEqual({ error })
    isAway = false
    expect((await send('/v1/correct?q=nikee')).status).toBe(200)
  })

  it('goes on with a later request once what was missing is there', async () => {
    let isThere = false
    const ASSETS = {
      ...env.ASSETS,
      fetch: async (path: string) => (isThere ? env.ASSETS.fetch(path) : new Response('', { status: 404 })),
    } as unknown as typeof env.ASSETS
    const { send } = openWorker(uncached, { bindings: { ASSETS } })
    expect((await send('/v1/correct?q=nikee')).status).toBe(503)
    isThere = true
    expect((await send('/v1/correct?q=nikee')).status).toBe(200)
  })
})

describe.each([
  ['the Cache API', {}],
  ['KV', { ANSWERS: env.ANSWERS }],
])('answers kept in %s', (label, bindings) => {
  // what one test has put is there for the next
  const query = encodeURIComponent(`nikee shose ${label}`)

  it('are given by another isolate, as decisions of their own', async () => {
    const version = { CF_VERSION_METADATA: { id: 'v1', tag: '', timestamp: '' } }
    const first = openWorker(cached, { bindings: { ...bindings, ...version } })
    const fresh = await first.json<Decision>(`/v1/correct?q=${query}`)
    const second = openWorker(cached, { bindings: { ...bindings, ...version } })
    const kept = await second.json<Decision>(`/v1/correct?q=${query}`)
    expect(kept.latencyMs).toMatchObject({ retrieve: 0, compose: 0, correct: 0, decide: 0 })
    expect(kept).toEqual({ ...fresh, id: kept.id, latencyMs: kept.latencyMs })
    expect(kept.id).not.toBe(fresh.id)
    expect((await second.log.find(kept.id))?.record).toMatchObject({ query: fresh.query })
  })
})

describe('kept answers', () => {
  it('end with the version of the Worker, and with another threshold', async () => {
    const count = async () => (await env.ANSWERS.list()).keys.length
    const ask = async (id: string, variables: Variables) => {
      const bindings = { ANSWERS: env.ANSWERS, CF_VERSION_METADATA: { id, tag: '', timestamp: '' } }
      await openWorker(variables, { bindings }).send('/v1/correct?q=nikee+again')
      return count()
    }
    const before = await count()
    expect(await ask('v1', cached)).toBe(before + 1)
    expect(await ask('v1', cached)).toBe(before + 1)
    expect(await ask('v2', cached)).toBe(before + 2)
    expect(await ask('v2', { ...cached, QUERYMEND_CAUTION: '2' })).toBe(before + 3)
    expect(await ask('v3', { ...cached, QUERYMEND_CACHE_SECONDS: '0' })).toBe(before + 3)
  })
})

describe('the rules among the files of a Worker', () => {
  /** What the Worker writes to its console during a query, and how the query is searched. */
  async function walk(variables: Variables, bindings: Partial<Bindings> = {}) {
    const write = vi.spyOn(console, 'error').mockReturnValue()
    try {
      const { applied } = await openWorker(variables, { bindings }).json<Decision>('/v1/correct?q=nikee')
      return { applied, said: write.mock.calls.map(([line]) => (JSON.parse(line as string) as Error).message) }
    } finally {
      write.mockRestore()
    }
  }

  it('are found wherever they lay where the files were made, which a setting of the Worker does not change', async () => {
    const rules = '{"rule":"protect","term":"nikee"}'
    const fetch = async (address: string) =>
      address.endsWith('/catalog/overrides.jsonl') ? new Response(rules) : env.ASSETS.fetch(address)
    const ASSETS = { fetch } as unknown as Bindings['ASSETS']
    expect(await walk(uncached, { ASSETS })).toEqual({ applied: 'nikee', said: [] })
    const places = { QUERYMEND_OVERRIDES: 'rules/shop.jsonl', QUERYMEND_DATA: '/tmp/x', QUERYMEND_MODEL: 'models/none' }
    expect(await walk({ ...uncached, ...places }, { ASSETS })).toEqual({
      applied: 'nikee',
      said: [expect.stringMatching(/does not read QUERYMEND_DATA, QUERYMEND_OVERRIDES, QUERYMEND_MODEL: set it where/)],
    })
  })

  it('are said to be missing where they are', async () => {
    const missing = (where: string) => ({
      applied: 'nike',
      said: [expect.stringContaining(`catalog/overrides.jsonl is not ${where}: no rules protect`) as string],
    })
    const ASSETS = assetsWithout(/overrides/)
    expect(await walk(uncached, { ASSETS })).toEqual(missing('among the files of the Worker'))
    const SHOP = { get: async () => null } as unknown as NonNullable<Bindings['SHOP']>
    expect(await walk(uncached, { SHOP })).toEqual(missing('in its bucket'))
  })
})

describe('the shop in a bucket', () => {
  const rules = (...lines: readonly object[]) =>
    env.SHOP.put('catalog/overrides.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  beforeEach(() => rules({ rule: 'map', from: 'trainers', to: 'running shoes' }))

  it('gives the rules, which are followed without a deployment', async () => {
    const { json: ask } = openWorker(uncached, { bindings: { SHOP: env.SHOP } })
    const correct = () => ask<Decision>('/v1/correct?q=trainers')
    expect(await correct()).toMatchObject({ applied: 'running shoes', reason: 'override' })
    await rules({ rule: 'map', from: 'trainers', to: 'adidas' })
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    // this one looks, after its answer
    await correct()
    expect((await correct()).applied).toBe('adidas')
    await env.SHOP.put('catalog/overrides.jsonl', '{"rule":"mop"}')
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await correct()
    expect((await correct()).applied, 'a mistake leaves the former rules in force').toBe('adidas')
  })

  it('gives the head queries, which are followed likewise, and end the answers that were kept before', async () => {
    const query = 'hygeeno soap'
    const answer = { reason: 'confident', confidence: 0.9 } as const
    const slow: HeadAnswer = { ...answer, verdict: 'keep', model: 'slow', changes: [] }
    const changes = [{ from: 0, to: 1, terms: ['hygiene'] }]
    const fast: HeadAnswer = { ...answer, verdict: 'rewrite', model: 'noisy-channel', changes }
    const store = openQdrantStore({ url: inject('qdrantUrl'), collection: 'querymend', timeoutMs: 5_000 })
    const { near, grounds } = await groundsOf(parseQuery(query), { slow, fast }, await store.open(), undefined)
    const entry = { query, searches: 9, slow, fast, catalog: 'any', near, grounds }
    const reviewed = (review: Review) => env.SHOP.put('data/head.jsonl', writeHead([{ ...entry, review }]))

    const { json: ask } = openWorker(cached, { bindings: { SHOP: env.SHOP, ANSWERS: env.ANSWERS } })
    const correct = () => ask<Decision>('/v1/correct?q=hygeeno+soap')
    const looked = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_050))
      // this one looks, after its answer
      await correct()
    }
    const usual = { applied: 'hygiene soap', model: 'noisy-channel' }
    expect(await correct()).toMatchObject(usual)
    await reviewed('accepted')
    await looked()
    const ahead = { applied: query, reason: 'precomputed', model: 'head:slow' }
    expect(await correct()).toMatchObject(ahead)
    expect(await correct(), 'kept itself').toMatchObject({ ...ahead, latencyMs: { retrieve: 0 } })
    await reviewed('refused')
    await looked()
    expect(await correct()).toMatchObject(usual)
  })
})
