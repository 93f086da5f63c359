import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createScriptedCorrector, type Script } from '../adapters/corrector/scripted.ts'
import { openOpenAiServer, send, type Reply } from '../adapters/corrector/testdata/openai-server.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { loadConfig } from '../config.ts'
import { createApp } from '../http/app.ts'
import { correctorChecks } from '../http/corrector-checks.ts'
import { createPrometheusMetrics } from '../http/prometheus.ts'
import { createTestApp } from '../http/testing.ts'
import { createNameCollector } from '../ingest/names.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { createSpeller } from '../speller/speller.ts'
import type { Decision } from '../speller/types.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { newId, spellerSettings } from './wire-node.ts'
import { openCorrectorChain, type CorrectorRuntime } from './wire-correctors.ts'

// From the request of a shopper to the answer, with correctors that are slow, down, silent or talk nonsense.

const query = 'nikee runing shose'
const says =
  (text: string): Reply =>
  () =>
    text
const silent: Reply = () => undefined

let knowledge: Knowledge
let index: CatalogIndex
let llm: Awaited<ReturnType<typeof openOpenAiServer>>
beforeAll(async () => {
  knowledge = shippedKnowledge()
  const collector = createNameCollector()
  for (const title of ['Nike Running Shoes', 'Nikon Camera', 'Playgro Baby Mat'])
    for (let i = 0; i < 8; i++) collector.add({ id: `${title}${i}`, title, brand: title.split(' ')[0]! })
  const { names, bigrams, products } = collector.finish()
  index = openMemoryIndex(names, bigrams, products)
  llm = await openOpenAiServer(says(''))
})
afterAll(() => llm.close())
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
const errors: SpellerError[] = []
beforeEach(() => void errors.splice(0))

/** The whole server over the chain of these settings, without a socket. */
async function open(env: Record<string, string>, runtime: Partial<CorrectorRuntime> = {}, onnx: Script = {}) {
  const config = loadConfig({
    LLM_BASE_URL: llm.baseUrl,
    LLM_MODEL: 'm',
    LLM_TIMEOUT_MS: '10000',
    QUERYMEND_BREAKER_FAILURES: '3',
    ...env,
  })
  const corrector = await openCorrectorChain(config.correct, {
    prompt: () => ({ id: 'p', body: '{context}\nQuery: {query}' }),
    openOnnx: async () => createScriptedCorrector(onnx, 'onnx:test'),
    ...runtime,
  })
  closing.push(async () => corrector?.close())
  const log = createMemoryLog()
  const speller = createSpeller({
    index,
    log,
    knowledge,
    overrides: () => compileOverrides([]),
    settings: spellerSettings(config),
    newId,
    now: () => new Date(0),
    onError: (error) => errors.push(error),
    ...(corrector ? { corrector } : {}),
  })
  const app = createApp({
    speller,
    log,
    index,
    metrics: createPrometheusMetrics(),
    ready: async () => ({ ok: true, checks: correctorChecks(corrector?.status() ?? []) }),
    ...(corrector ? { corrector, correctors: () => corrector.status() } : {}),
  })
  return {
    app,
    decide: async (q = query) => {
      const response = await app.request(`/v1/correct?q=${encodeURIComponent(q)}`)
      expect(response.status).toBe(200)
      const decision = (await response.json()) as Decision
      expect((await log.find(decision.id))?.record).toMatchObject({ model: decision.model })
      return decision
    },
    metrics: async () => (await app.request('/metrics')).text(),
  }
}

describe('a chain of correctors behind a request', () => {
  it.each<[string, Reply, string]>([
    ['is slow', (_, response) => void setTimeout(() => send(response, 200, {}), 500).unref(), 'corrector_timeout'],
    ['hangs', silent, 'corrector_timeout'],
    ['is down', (_, response) => void response.destroy(), 'corrector_failed'],
    ['refuses the key', (_, response) => send(response, 401, { error: { message: 'no' } }), 'corrector_failed'],
    ['sends no JSON', (_, response) => void response.writeHead(200).end('<html>'), 'corrector_failed'],
    ['explains itself', says('Certainly! The shopper wants running shoes of the brand Nike.'), 'corrector_failed'],
    ['says nothing', says(' \n'), 'corrector_failed'],
  ])('gives the noisy channel’s answer, marked, when its only corrector %s', async (_, reply, code) => {
    llm.replyWith(reply)
    const alone = await (await open({ QUERYMEND_CORRECTOR: 'none' })).decide()
    const time = code === 'corrector_timeout' ? { LLM_TIMEOUT_MS: '60' } : {}
    const decision = await (await open({ QUERYMEND_CORRECTOR: 'llm,none', ...time })).decide()
    expect(alone).toMatchObject({ corrected: 'nike running shoes', model: 'noisy-channel', degraded: [] })
    const { corrected, applied, verdict, confidence } = alone
    expect(decision).toMatchObject({
      corrected,
      applied,
      verdict,
      confidence,
      model: 'noisy-channel',
      degraded: [code],
    })
    expect(errors.map((error) => error.code)).toEqual([code])
  })

  it('asks the next corrector when the first fails, and names the one that answered', async () => {
    llm.replyWith(silent)
    const fallbacks: string[] = []
    const onFallback = (error: SpellerError) => void fallbacks.push(error.message)
    // the deadline of the whole is not what is shown here, and a busy machine would miss it
    const chain = { QUERYMEND_CORRECTOR: 'llm,onnx', QUERYMEND_CORRECT_TIMEOUT_MS: '10000' }
    const { decide } = await open({ ...chain, LLM_TIMEOUT_MS: '30' }, { onFallback })
    expect(await decide()).toMatchObject({ model: 'onnx:test', degraded: [] })
    expect(fallbacks).toEqual([expect.stringMatching(/^(?:llm|openai:m) .*within 30 ms$/)])
    llm.replyWith(says('nike running shoes'))
    const inTime = await open(chain)
    expect(await inTime.decide()).toMatchObject({ model: 'openai:m', degraded: [], corrected: 'nike running shoes' })
  })

  it('leaves a corrector alone that keeps failing, and says so in metrics and readiness', async () => {
    llm.replyWith((_, response) => send(response, 400, { error: { message: 'no' } }))
    const changes: string[] = []
    const onState = (name: string, state: string) => void changes.push(`${name} ${state}`)
    const pauseMs = 600_000
    const env = { QUERYMEND_CORRECTOR: 'llm', QUERYMEND_BREAKER_PAUSE_MS: String(pauseMs) }
    const { app, decide, metrics } = await open(env, { onState })
    for (let i = 0; i < 5; i++) expect(await decide()).toMatchObject({ degraded: ['corrector_failed'] })
    expect(llm.calls.length).toBe(3)
    expect(await metrics()).toContain('querymend_corrector_state{corrector="llm",state="open"} 1')
    expect(await metrics()).toContain('querymend_corrector_questions_total{corrector="llm",outcome="skipped"} 2')
    expect(await (await app.request('/readyz')).json()).toEqual({
      ok: true,
      checks: { 'corrector llm': { ok: false, detail: 'openai:m: open' } },
    })
    llm.replyWith(says('nike running shoes'))
    const now = performance.now.bind(performance)
    const later = vi.spyOn(performance, 'now').mockImplementation(() => now() + pauseMs)
    expect(await decide()).toMatchObject({ model: 'openai:m', degraded: [] })
    later.mockRestore()
    expect(changes).toEqual(['llm open', 'llm half_open', 'llm closed'])
  })

  it('counts what answers cost, and passes by a corrector whose budget is spent', async () => {
    llm.replyWith(says('nike running shoes'))
    const price = { LLM_PRICE_INPUT: '1000', LLM_PRICE_OUTPUT: '1000', LLM_BUDGET_PER_PROCESS: '0.1' }
    const { decide, metrics } = await open({ QUERYMEND_CORRECTOR: 'llm,onnx', ...price })
    expect((await decide()).model).toBe('openai:m')
    const tokens = llm.calls[0]!.prompt.match(/\S+/gu)!.length + 3
    expect(await metrics()).toContain(`querymend_corrector_cost_per_thousand_answers{corrector="llm"} ${tokens}\n`)
    await vi.waitFor(async () => expect((await decide()).model).toBe('onnx:test'))
    expect(await metrics()).toContain('querymend_corrector_state{corrector="llm",state="spent"} 1')
  })

  it('asks the model of another server', async () => {
    const script: Script = ({ drafts }) =>
      drafts.map((text) => ({ text, source: 'draft', logProbability: text === 'nike running shoes' ? -1 : -20 }))
    const { app } = createTestApp({ corrector: createScriptedCorrector(script, 'onnx:far') })
    const asked = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async (input, init) => app.request(new Request(input, init)))
    try {
      const env = { QUERYMEND_CORRECTOR: 'server,none', QUERYMEND_SERVER_URL: 'http://far.example' }
      const { decide } = await open(env)
      expect(await decide()).toMatchObject({ model: 'server:onnx:far', corrected: 'nike running shoes', degraded: [] })
    } finally {
      asked.mockRestore()
    }
  })

  it('asks Workers AI through the binding', async () => {
    const run = vi.fn(async () => ({ response: 'nike running shoes' }))
    const env = { QUERYMEND_CORRECTOR: 'workers-ai', WORKERS_AI_MODEL: '@cf/a/b', WORKERS_AI_LORA: 'shop' }
    const { decide } = await open(env, { ai: { run } })
    expect(await decide()).toMatchObject({ model: 'workers-ai:@cf/a/b+shop' })
    expect(run).toHaveBeenCalledWith('@cf/a/b', expect.objectContaining({ lora: 'shop' }), expect.anything())
  })
})

describe('openCorrectorChain', () => {
  const correct = loadConfig({ QUERYMEND_CORRECTOR: 'workers-ai,onnx', WORKERS_AI_MODEL: 'm' }).correct
  const prompt = () => ({ id: 'p', body: '{context} {query}' })
  const openOnnx = async () => createScriptedCorrector({}, 'onnx:test')

  it('refuses a corrector that the runtime lacks, or leaves it out where somebody is told', async () => {
    await expect(openCorrectorChain(correct, { prompt, openOnnx })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('QUERYMEND_CORRECTOR has workers-ai') as string,
    })
    const told: SpellerError[] = []
    const chain = await openCorrectorChain(correct, { prompt, openOnnx, onOpenError: (error) => told.push(error) })
    expect(chain!.id).toBe('onnx:test')
    expect(told).toHaveLength(1)
    expect(await openCorrectorChain(correct, { prompt, onOpenError: () => undefined })).toBeUndefined()
  })
})
