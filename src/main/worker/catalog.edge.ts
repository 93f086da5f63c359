import { env } from 'cloudflare:test'
import { describe, expect, inject, it } from 'vitest'
import type { CatalogInfo } from '../../speller/ports.ts'
import { plainRetrieverNames } from '../../speller/retrievers.ts'
import type { Decision } from '../../speller/types.ts'
import { assetsWithout, openWorker, type Variables } from './testing/ask.ts'

const variables: Variables = { QUERYMEND_CACHE_SECONDS: '0' }
/** As `expected` is without rules. */
const ruleless = { ASSETS: assetsWithout(/overrides/) }
const put = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"name":"Hygeeni"}' }

/** All of a decision but what differs with each: floating-point results are compared to 9 digits. */
const comparable = ({ id: _, latencyMs: __, confidence, alternatives, ...rest }: Decision) => ({
  ...rest,
  confidence: confidence.toFixed(9),
  alternatives: alternatives.map((other) => [other.text, other.confidence.toFixed(9)]),
})

describe('a Worker over a copy of the embedded index', () => {
  it.each(plainRetrieverNames)('decides as Node does about queries of the gold set, by %s', async (retriever) => {
    const { [retriever]: expected } = inject('expected')
    const { json } = openWorker({ ...variables, QUERYMEND_RETRIEVER: retriever }, { bindings: ruleless })
    const decided: Decision[] = []
    for (const { query } of expected) decided.push(await json<Decision>(`/v1/correct?q=${encodeURIComponent(query)}`))
    expect(decided.map(comparable)).toEqual(expected.map(comparable))
    expect(expected.length).toBeGreaterThan(60)
    expect(new Set(expected.map(({ verdict }) => verdict)).size, 'verdicts').toBe(3)
  })

  it('is told apart by its retriever', () => {
    const [hybrid, bm25, fuzzy] = plainRetrieverNames.map((name) => inject('expected')[name].map(comparable))
    expect(bm25).not.toEqual(hybrid)
    expect(fuzzy).not.toEqual(hybrid)
    expect(fuzzy).not.toEqual(bm25)
  })

  it('keeps the answers of each retriever apart', async () => {
    const kept = async (retriever: string) => {
      const { json } = openWorker({ QUERYMEND_RETRIEVER: retriever }, { bindings: { ANSWERS: env.ANSWERS } })
      await json('/v1/correct?q=nikee+shoes')
      return (await env.ANSWERS.list()).keys.length
    }
    const before = (await env.ANSWERS.list()).keys.length
    expect([await kept('hybrid'), await kept('hybrid'), await kept('bm25')]).toEqual([
      before + 1,
      before + 1,
      before + 2,
    ])
  })

  it('is ready, and changes no names', async () => {
    const { json, send } = openWorker(variables)
    expect(await json('/readyz')).toMatchObject({ ok: true })
    const refused = await send('/v1/names', put)
    expect(refused.status).toBe(501)
    expect(await refused.json()).toMatchObject({ error: { code: 'unsupported' } })
  })

  it('keeps queries, degraded, where there is no catalog, and is not ready', async () => {
    const { json, send } = openWorker(variables, { bindings: { ASSETS: assetsWithout(/^\/data\//) } })
    const decision = await json<Decision>('/v1/correct?q=nikee+shoes')
    expect(decision).toMatchObject({ applied: 'nikee shoes', reason: 'unavailable', degraded: ['index_failed'] })
    expect((await send('/readyz')).status).toBe(503)
  })
})

describe('a copy in a bucket', () => {
  it('is followed from generation to generation', async () => {
    const current = (await (await env.ASSETS.fetch('https://assets/data/catalog/CURRENT')).text()).trim()
    const file = await (await env.ASSETS.fetch(`https://assets/data/catalog/${current}.qmix`)).arrayBuffer()
    const { json } = openWorker(variables, { bindings: { SHOP: env.SHOP } })
    expect(await json('/v1/correct?q=nikee+shoes')).toMatchObject({ reason: 'unavailable' })
    await env.SHOP.put(`data/catalog/${current}.qmix`, file)
    await env.SHOP.put('data/catalog/CURRENT', current)
    expect(await json('/v1/correct?q=nikee+shoes')).toMatchObject({ applied: 'nike shoes', catalog: current })

    const name = { text: 'Nikee', form: 'nikee', kind: 'brand', count: 9 }
    await env.SHOP.put('data/catalog/live.jsonl', `${JSON.stringify({ op: 'upsert', names: [name] })}\n`)
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    // this one looks, after its answer
    await json('/v1/catalog')
    expect(await json('/v1/correct?q=nikee+shoes')).toMatchObject({ applied: 'nikee shoes', verdict: 'keep' })
    expect((await json<CatalogInfo>('/v1/catalog')).revision).toBeDefined()

    await env.SHOP.put('data/catalog/CURRENT', '20000101000000000abcdef')
    await new Promise((resolve) => setTimeout(resolve, 1_050))
    await json('/v1/catalog')
    const kept = await json<CatalogInfo>('/v1/catalog')
    expect(kept.id, 'what is missing leaves the former in use').toBe(current)
  })
})
