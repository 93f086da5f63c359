import { env } from 'cloudflare:test'
import { describe, expect, inject, it, vi } from 'vitest'
import { openWorker, type Variables } from './testing/ask.ts'

const uncached: Variables = { QDRANT_URL: inject('qdrantUrl'), QUERYMEND_CACHE_SECONDS: '0' }

describe('a Worker with correctors', () => {
  // the noisy channel is not so sure of it that nobody is asked
  const question = '/v1/correct?q=nikky+shoes'
  const llm = { ...uncached, LLM_MODEL: 'm', LLM_BASE_URL: inject('llmUrl') }
  const workersAi = { ...uncached, WORKERS_AI_MODEL: '@cf/m', WORKERS_AI_LORA: 'shop' }
  const AI = {
    run: async (_: string, inputs: Record<string, unknown>) => {
      expect(inputs).toMatchObject({ lora: 'shop', temperature: 0 })
      return { response: 'nike shoes' }
    },
  }
  const right = { verdict: 'rewrite', applied: 'nike shoes', degraded: [] }

  it('asks a model behind the OpenAI protocol', async () => {
    const { json: ask } = openWorker({ ...llm, QUERYMEND_CORRECTOR: 'llm' })
    expect(await ask(question)).toMatchObject({ ...right, model: 'openai:m' })
  })

  it('asks Workers AI with an adapter, when the one before it is down', async () => {
    const down = { ...llm, LLM_BASE_URL: 'http://127.0.0.1:9/v1' }
    const { json: ask } = openWorker(
      { ...down, ...workersAi, QUERYMEND_CORRECTOR: 'llm,workers-ai' },
      { bindings: { AI } },
    )
    expect(await ask(question)).toMatchObject({ ...right, model: 'workers-ai:@cf/m+shop' })
    expect(await ask('/readyz')).toMatchObject({ ok: true, checks: { 'corrector llm': { ok: true } } })
  })

  it('asks with the prompt that its files were made with, and with no other', async () => {
    const name = 'correct.v3.brief.txt'
    const asked: unknown[] = []
    const run = async (_: string, { messages }: Record<string, unknown>) => {
      asked.push(messages)
      return { response: 'nike shoes' }
    }
    const fetch = async (address: string) =>
      new URL(address).pathname === '/prompts/PROMPT' ? new Response(name) : env.ASSETS.fetch(address)
    const bindings = { AI: { run }, ASSETS: { fetch } as unknown as typeof env.ASSETS }
    const variables = { ...workersAi, QUERYMEND_CORRECTOR: 'workers-ai' }
    expect(await openWorker(variables, { bindings }).json(question)).toMatchObject(right)
    const brief = await (await env.ASSETS.fetch(`https://assets/prompts/${name}`)).text()
    const first = brief.slice(0, brief.indexOf('{context}'))
    expect(JSON.stringify(asked[0])).toContain(JSON.stringify(first).slice(1, -1))
    expect(first.length).toBeGreaterThan(3)

    const other = { ...variables, QUERYMEND_PROMPT: 'correct.v9.txt', API_TOKEN: 't' }
    const refused = await openWorker(other, { bindings }).json('/readyz', { headers: { authorization: 'Bearer t' } })
    const message = expect.stringContaining('prompts/correct.v9.txt is not among the files of the Worker') as string
    expect(refused).toMatchObject({ error: { code: 'config_invalid', message } })
  })

  it('lets the noisy channel decide when none answers, and says so', async () => {
    const run = async () => Promise.reject(new Error('3040: out of capacity'))
    const { json: ask } = openWorker({ ...workersAi, QUERYMEND_CORRECTOR: 'workers-ai' }, { bindings: { AI: { run } } })
    expect(await ask(question)).toMatchObject({ ...right, model: 'noisy-channel', degraded: ['corrector_failed'] })
  })

  it('does not wait past the deadline of a model that never answers', async () => {
    const silent = { ...llm, LLM_MODEL: 'silent', QUERYMEND_CORRECTOR: 'llm', LLM_TIMEOUT_MS: '50' }
    const { json: ask } = openWorker(silent)
    expect(await ask(question)).toMatchObject({ ...right, model: 'noisy-channel', degraded: ['corrector_timeout'] })
  })

  it('leaves a model alone that keeps failing, and asks it again after the pause', async () => {
    let asked = 0
    let isDown = true
    const run = async () => {
      asked++
      if (isDown) throw new Error('3040: out of capacity')
      return { response: 'nike shoes' }
    }
    const breaker = { QUERYMEND_BREAKER_FAILURES: '2', QUERYMEND_BREAKER_PAUSE_MS: '60000' }
    const variables = { ...workersAi, ...breaker, QUERYMEND_CORRECTOR: 'workers-ai' }
    const { json: ask } = openWorker(variables, { bindings: { AI: { run } } })
    const degraded = { ...right, model: 'noisy-channel', degraded: ['corrector_failed'] }
    for (const calls of [1, 2, 2, 2]) {
      expect(await ask(question)).toMatchObject(degraded)
      expect(asked).toBe(calls)
    }
    const state = { ok: false, detail: 'workers-ai:@cf/m+shop: open' }
    expect(await ask('/readyz')).toMatchObject({ ok: true, checks: { 'corrector workers-ai': state } })

    const begun = performance.now()
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => begun + 60_000)
    try {
      expect(await ask(question), 'one question is let through').toMatchObject(degraded)
      expect(await ask(question), 'and none after its failure').toMatchObject(degraded)
      expect(asked).toBe(3)
      isDown = false
      clock.mockImplementation(() => begun + 120_000)
      for (const calls of [4, 5]) {
        expect(await ask(question)).toMatchObject({ ...right, model: 'workers-ai:@cf/m+shop' })
        expect(asked).toBe(calls)
      }
    } finally {
      clock.mockRestore()
    }
  })
})
