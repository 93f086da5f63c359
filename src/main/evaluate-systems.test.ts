import { createReadStream } from 'node:fs'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openOpenAiServer, send } from '../adapters/corrector/testdata/openai-server.ts'
import { loadConfig } from '../config.ts'
import { createExclusion } from '../evaluate/exclusion.ts'
import { spellerSettings } from './wire-node.ts'
import { loadThresholds } from './knowledge-files.ts'
import { openSystems, type SystemsRequest } from './evaluate-systems.ts'

let dir: string
let request: SystemsRequest
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-evaluate-systems-'))
  const products = Array.from({ length: 20 }, (_, i) => `${i}\tMakita Cordless Drill\tMakita\n`)
  const others = Array.from({ length: 20 }, (_, i) => `b${i}\tBosch Garden Hose\tBosch\n`)
  await writeFile(join(dir, 'feed.tsv'), ['id\ttitle\tbrand\n', ...products, ...others].join(''))
  request = { config: loadConfig({}), catalog: { feed: join(dir, 'feed.tsv') }, systems: ['nothing', 'channel'] }
})
afterEach(() => rm(dir, { recursive: true }))

describe('openSystems', () => {
  it('opens the noisy channel over the feed, without a model', async () => {
    const { systems, settings, close } = await openSystems(request)
    expect(systems.map(({ label }) => label)).toEqual(['nothing', 'channel'])
    expect(settings).toMatchObject({ model: 'noisy-channel' })
    const [nothing, channel] = systems
    expect(await nothing!.answer('makta drill')).toMatchObject({ applied: 'makta drill', verdict: 'keep' })
    const answer = await channel!.answer('makta drill')
    expect(answer).toMatchObject({ corrected: 'makita drill', isHeld: false, isDegraded: false })
    expect(answer.confidence).toBeGreaterThan(0)
    expect(answer.milliseconds).toBeGreaterThan(0)
    await close()
  })

  it('opens a system with another retriever beside it', async () => {
    const names = ['channel', 'channel@bm25', 'channel@fuzzy-bm25', 'nothing'] as const
    const { systems, settings, close } = await openSystems({ ...request, systems: names })
    expect(systems.map(({ label }) => label)).toEqual(names)
    expect(systems.map(({ retriever }) => retriever)).toEqual(['hybrid', 'bm25', 'fuzzy-bm25', undefined])
    expect(new Set(systems.map(({ cacheKey }) => cacheKey)).size).toBe(4)
    expect(settings).toMatchObject({ retriever: 'hybrid' })
    const corrected = await Promise.all(systems.map(async (system) => (await system.answer('makitta drill')).corrected))
    expect(corrected).toEqual(['makita drill', 'makitta drill', 'makita drill', 'makitta drill'])
    await close()
  })

  it('opens a system with the names of two retrievers, of which no answer is kept', async () => {
    const names = ['channel@bm25', 'channel@bm25@with=hybrid'] as const
    const { systems, close } = await openSystems({ ...request, systems: names })
    const corrected = await Promise.all(systems.map(async (system) => (await system.answer('makitta drill')).corrected))
    expect(corrected).toEqual(['makitta drill', 'makita drill'])
    expect(systems.map(({ cacheKey }) => typeof cacheKey)).toEqual(['string', 'undefined'])
    await close()
  })

  it('opens the speller without retrieval beside it, which knows the language alone', async () => {
    const names = ['no-retrieval', 'context'] as const
    const { systems, close } = await openSystems({ ...request, config: loadConfig({}), systems: names })
    expect(systems.map(({ retriever }) => retriever)).toEqual([undefined, 'hybrid'])
    const correctedOf = (query: string) =>
      Promise.all(systems.map(async (system) => (await system.answer(query)).corrected))
    expect((await correctedOf('makta drill')).map((text) => text === 'makita drill')).toEqual([false, true])
    expect(await correctedOf('yellow umbrela')).toEqual(['yellow umbrella', 'yellow umbrella'])
    await close()
  })

  it('opens a system with thresholds, names, a model or a prompt of its own beside it, and keeps their answers apart', async () => {
    const prompt = join(dir, 'short.v1.txt')
    await writeFile(prompt, 'names: {context}\nmeant by {query}:')
    const server = await openOpenAiServer(() => 'makita drill')
    const config = loadConfig({ LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'm' })
    const remote = ['llm-names', 'llm-names@k=0', `llm-names@prompt=${prompt}`] as const
    const names = ['channel', 'channel@rewrite-at=0', ...remote] as const
    const { systems, close } = await openSystems({ ...request, config, systems: names })
    expect(systems.map(({ label }) => label)).toEqual(names)
    expect(new Set(systems.map(({ cacheKey }) => cacheKey)).size).toBe(5)
    const [channel, eager, ...asked] = systems
    expect(channel!.thresholds!.rewriteAt).toBeGreaterThan(0)
    expect(eager!.thresholds!.rewriteAt).toBe(0)
    for (const system of asked) await system.answer('makta drill')
    const prompts = server.calls.map((call) => call.prompt)
    expect(prompts.map((text) => [text.startsWith('names: '), text.includes('Makita')])).toEqual([
      [false, true],
      [false, false],
      [true, true],
    ])
    const elsewhere = { ...request, systems: ['channel', `channel@model=${dir}`] as const }
    await expect(openSystems(elsewhere)).rejects.toThrow(`${dir}/`)
    await close()
    await server.close()
  })

  it('says which model and thresholds a system has of its own', async () => {
    const { settings, close } = await openSystems({ ...request, systems: ['context@model=models/large'] })
    const { suggestAt, rewriteAt } = loadThresholds('models/large').model
    expect(settings).toMatchObject({
      model: 'noisy-channel',
      'model models/large': expect.stringMatching(/^onnx:8m-/) as string,
    })
    expect(settings!['thresholds with models/large']).toContain(`suggest ${suggestAt}, rewrite ${rewriteAt} and`)
    await close()
  })

  it('takes a catalog by its address, and knows it by what it holds', async () => {
    const server = createServer((_, answer) => createReadStream(join(dir, 'feed.tsv')).pipe(answer))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo
    const keysOf = async (feed: string) => {
      const { systems, settings, close } = await openSystems({ ...request, catalog: { feed } })
      await close()
      return [settings!['catalog content'], ...systems.map(({ cacheKey }) => cacheKey)]
    }
    const address = `http://127.0.0.1:${port}/feed.tsv`
    const before = await keysOf(address)
    expect(before).toEqual(await keysOf(join(dir, 'feed.tsv')))
    await appendFile(join(dir, 'feed.tsv'), 'd1\tMakita Saw\tMakita\n')
    const after = await keysOf(address)
    server.close()
    expect(after.map((mark, i) => mark === before[i])).toEqual([false, true, false])
  })

  it('says by which settings and contents two reports differ', async () => {
    const settingsOf = async (more: Partial<SystemsRequest> = {}) => {
      const { settings, close } = await openSystems({ ...request, ...more })
      await close()
      return settings!
    }
    const before = await settingsOf()
    await appendFile(join(dir, 'feed.tsv'), 'c1\tBosch Saw\tBosch\n')
    const after = await settingsOf({
      config: loadConfig({ QUERYMEND_SPACING: 'off', QUERYMEND_MODEL: 'models/large' }),
    })
    const differ = Object.keys(before).filter((name) => before[name] !== after[name])
    expect(differ.slice(0, 3)).toEqual(['ranker and tables', 'catalog content', 'spacing'])
    expect(after['ranker and tables']).toMatch(/^[0-9a-f]{8}$/)
    expect(await settingsOf()).toEqual({ ...before, 'catalog content': after['catalog content'] })
  })

  it('says of a query kept by a rule that no threshold would change it', async () => {
    const { systems, close } = await openSystems(request)
    expect(await systems[1]!.answer('makita drill')).toMatchObject({ verdict: 'keep', isHeld: true })
    await close()
  })

  it('runs with the thresholds that were asked for', async () => {
    const decide = { caution: 1, spacing: 'on', enoughResults: 1000, suggestAt: 0, rewriteAt: 0 } as const
    const { systems, settings, close } = await openSystems({ ...request, config: { ...request.config, decide } })
    expect(settings!['thresholds of the channel']).toMatch(/^suggest 0, rewrite 0 and /)
    expect(await systems[1]!.answer('makta drill')).toMatchObject({ applied: 'makita drill', verdict: 'rewrite' })
    await close()
  })

  it('cannot correct towards what is excluded', async () => {
    const { systems, close } = await openSystems({ ...request, isExcluded: createExclusion('makita') })
    expect((await systems[1]!.answer('makitta drill')).corrected).not.toContain('makita')
    await close()
  })

  it('opens the baselines over the same feed, less what is excluded', async () => {
    const systems = ['symspell', 'hunspell'] as const
    const isExcluded = createExclusion('makita')
    for (const [catalog, meant] of [
      [request, 'makita hose'] as const,
      [{ ...request, isExcluded }, 'makitta hose'] as const,
    ]) {
      const opened = await openSystems({ ...catalog, systems })
      expect(opened.systems.map(({ label }) => label)).toEqual(systems)
      for (const system of opened.systems) expect((await system.answer('makitta hose')).applied).toBe(meant)
      await opened.close()
    }
  })

  it('opens the model alone, without and with names', async () => {
    const systems = ['model', 'model-names'] as const
    const opened = await openSystems({ ...request, systems })
    expect(opened.systems.map(({ label }) => label)).toEqual(systems)
    expect(opened.settings!.model).not.toBe('noisy-channel')
    for (const system of opened.systems) {
      const answer = await system.answer('Makita  drill')
      expect(answer).toMatchObject({ applied: 'Makita  drill', verdict: 'keep' })
      expect(answer.confidence).toBeGreaterThan(0)
      expect(answer.isDegraded).toBeUndefined()
    }
    await opened.close()
  })

  it('opens a remote model, alone and in the speller, and says what it bills', async () => {
    const server = await openOpenAiServer(({ prompt }) => (prompt.includes('Makita') ? 'makita drill' : 'makta drill'))
    const price = { LLM_PRICE_INPUT: '1', LLM_PRICE_OUTPUT: '2' }
    const config = loadConfig({ QUERYMEND_CORRECTOR: 'none', LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'm', ...price })
    const systems = ['llm', 'llm-names', 'llm-no-context', 'llm-context'] as const
    const opened = await openSystems({ ...request, config, systems })
    expect(opened.settings).toMatchObject({
      ...{ model: 'noisy-channel', llm: 'openai:m' },
      'prompt correct.v1': expect.stringMatching(/^[0-9a-f]{8}$/) as string,
    })
    const found = await Promise.all(opened.systems.map(async (one) => (await one.answer('makitta drill')).corrected))
    expect(found).toEqual(['makta drill', 'makita drill', 'makita drill', 'makita drill'])
    const [alone, withNames] = opened.systems
    const { billed } = await withNames!.answer('makta drill')
    const words = server.calls.at(-1)!.prompt.match(/\S+/gu)!.length
    expect(billed).toBeCloseTo((words + 2 * 2) / 1e6, 12)
    expect((await alone!.answer('makta drill')).billed).toBeLessThan(billed!)
    expect(opened.systems.every(({ isRemote }) => isRemote)).toBe(true)
    const { channel, model } = spellerSettings(config).thresholds
    expect(channel.rewriteAt, 'else the next line shows nothing').not.toBe(model.rewriteAt)
    const { suggestAt, rewriteAt, typedAtMost, rightWordAtMost, loneTermAtMost, exactNameAt } = channel
    expect(opened.systems[3]!.thresholds, 'a text model scores no drafts').toEqual({
      ...{ suggestAt, rewriteAt },
      limits: { typedAtMost, rightWordAtMost, loneTermAtMost, exactNameAt },
    })
    server.replyWith((_, response) => send(response, 401, { error: { message: 'Incorrect API key' } }))
    for (const one of [alone!, opened.systems[3]!]) {
      const failed = await one.answer('hone dril')
      expect(failed).toMatchObject({
        isDegraded: true,
        failure: expect.stringContaining('Incorrect API key') as string,
      })
      expect(failed.billed, 'a refused question').toBeUndefined()
    }
    await opened.close()
    await server.close()
  })

  it('counts an answer of a corrector that stood in for the first as degraded, and says which', async () => {
    const server = await openOpenAiServer(() => 'makita drill')
    const env = { QUERYMEND_CORRECTOR: 'llm,onnx', LLM_BASE_URL: server.baseUrl, LLM_MODEL: 'm' }
    const { systems, close } = await openSystems({ ...request, config: loadConfig(env), systems: ['model'] })
    const first = await systems[0]!.answer('makta drill')
    expect([first.corrected, first.isDegraded]).toEqual(['makita drill', undefined])
    server.replyWith((_, response) => send(response, 401, {}))
    const failure = expect.stringMatching(/^onnx:3m-\S+ answered, not the first of openai:m > onnx:/) as string
    expect(await systems[0]!.answer('makta drill')).toMatchObject({ isDegraded: true, failure })
    await close()
    await server.close()
  })

  it('refuses remote systems without the settings of one', async () => {
    await expect(openSystems({ ...request, systems: ['llm-context'] })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('LLM_BASE_URL') as string,
    })
  })

  it('refuses systems that need a model where the settings have none', async () => {
    const config = loadConfig({ QUERYMEND_CORRECTOR: 'none' })
    const opening = openSystems({ ...request, config, systems: ['channel', 'model'] })
    await expect(opening).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
