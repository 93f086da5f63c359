import { appendFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createScriptedCorrector } from '../adapters/corrector/scripted.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { logged } from '../analyse/testing.ts'
import { loadConfig } from '../config.ts'
import { createApp } from '../http/app.ts'
import { createSilentMetrics } from '../http/metrics.ts'
import { lockPrecomputation } from '../ingest/ingest-lock.ts'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex, Speller } from '../speller/ports.ts'
import { createSpeller, type SpellerDeps } from '../speller/speller.ts'
import type { Name } from '../speller/types.ts'
import { watchHead } from './head-file.ts'
import { readHead } from './parse-head.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { runPrecomputeCommand, type PrecomputeContext } from './precompute-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'
import { spellerSettings } from './wire-node.ts'

const name = (form: string, kind: Name['kind'], count: number): Name => ({ text: form, form, kind, count })
const names = [name('nike', 'brand', 9), name('shoes', 'term', 40), name('wipes', 'term', 9), name('puma', 'brand', 9)]
const knowledge = shippedKnowledge()

let dir: string
let index: CatalogIndex
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-precompute-'))
  index = openMemoryIndex(names, [], 60)
  await writeFile(join(dir, 'q.tsv'), 'query\tcount\npuma\t9\nnikee shose\t50\nNikee  shose!\t20\nzzorb wipes\t7\n')
})
afterEach(() => rm(dir, { recursive: true }))

const head = () => join(dir, 'head.jsonl')
const entries = async () => readHead('h', await readFile(head(), 'utf8'))

function depsOf(more: Partial<SpellerDeps> = {}): SpellerDeps {
  const overrides = compileOverrides([])
  const settings = spellerSettings(loadConfig({}))
  const log = createMemoryLog()
  const now = () => new Date('2026-01-02T03:04:05Z')
  return { index, log, knowledge, overrides: () => overrides, settings, newId: () => crypto.randomUUID(), now, ...more }
}

/** The slow system is sure of what its corrector says; the fast one, so cautious that it keeps everything. */
function spellers() {
  const bold = { suggestAt: 0, rewriteAt: 0, typedAtMost: 1, rightWordAtMost: 1, loneTermAtMost: 1, exactNameAt: 0 }
  const never = { suggestAt: 1, rewriteAt: 1, typedAtMost: 0, rightWordAtMost: 0, loneTermAtMost: 0, exactNameAt: 1 }
  const corrector = createScriptedCorrector({ 'nikee shose': 'nike shoes' })
  const settings = spellerSettings(loadConfig({}))
  return {
    slow: createSpeller(depsOf({ corrector, settings: { ...settings, thresholds: { model: bold, channel: bold } } })),
    fast: createSpeller(depsOf({ settings: { ...settings, thresholds: { model: never, channel: never } } })),
  }
}

async function run(
  args: string,
  changes: Partial<PrecomputeContext> & { log?: ReturnType<typeof createMemoryLog> } = {},
) {
  const asked: string[] = []
  const found = await runLogCommand<PrecomputeContext>(
    runPrecomputeCommand as (context: PrecomputeContext) => Promise<0 | 1 | 2>,
    args.replaceAll('DIR', dir).split(' '),
    {
      env: { QUERYMEND_DATA: dir },
      openLive: async () => index,
      openSystems: async () => {
        const { slow, fast } = spellers()
        const counting: Speller = { correct: (query, options) => (asked.push(query), slow.correct(query, options)) }
        return { slow: counting, fast, described: 'test', close: async () => undefined }
      },
      ...changes,
    },
  )
  return { ...found, asked }
}

describe('runPrecomputeCommand', () => {
  it('says its defaults as they are written', async () => {
    const { code, stdout } = await run('--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/--since <moment> .*\(default: 30d\)/)
  })

  it('writes what the systems differ in, for review, and says so', async () => {
    const { code, stdout, stderr, asked } = await run('--queries DIR/q.tsv')
    expect([code, stderr]).toEqual([0, '3 of 3 queries, 1 differ\n'])
    expect(asked).toEqual(['nikee shose', 'puma', 'zzorb wipes'])
    expect(stdout).toMatch(/^nikee shose +70 +open +keep +rewrite nike shoes$/m)
    expect(stdout).toContain('3 queries answered by both; the table has 1 differences: 1 open, 0 accepted, 0 refused.')
    expect(await entries()).toMatchObject([
      {
        review: 'open',
        searches: 70,
        slow: { verdict: 'rewrite', reason: 'confident' },
        fast: { verdict: 'keep', reason: 'low_confidence', model: 'noisy-channel' },
        catalog: 'memory',
        near: ['brand nike', 'term shoes'],
        grounds: ['nike', 'shoes'],
      },
    ])
    expect(await readdir(dir)).toEqual(['head.jsonl', 'q.tsv'])
  })

  it('reaches shoppers once it is accepted, and no more once a brand is launched', async () => {
    await run('--queries DIR/q.tsv')
    const config = loadConfig({ QUERYMEND_DATA: dir })
    const log = createMemoryLog()
    const answer = async () => {
      const table = watchHead(config, (error) => expect.unreachable(error.message))
      const speller = createSpeller(depsOf({ head: table, log }))
      const ready = async () => ({ ok: true, checks: {} })
      const app = createApp({ speller, log, index, metrics: createSilentMetrics(), ready })
      const ask = async () => (await app.request('/v1/correct?q=Nikee%20shose')).json()
      return { app, ask }
    }
    expect(await (await answer()).ask()).not.toMatchObject({ reason: 'precomputed' })
    await writeFile(head(), (await readFile(head(), 'utf8')).replace('"review":"open"', '"review":"accepted"'))
    const { app, ask } = await answer()
    const served = (await ask()) as { id: string; model: string }
    expect(served).toMatchObject({
      reason: 'precomputed',
      verdict: 'rewrite',
      applied: 'Nike shoes',
      catalog: 'memory',
    })
    expect((await log.find(served.id))!.record).toMatchObject({ reason: 'precomputed', model: served.model })
    await app.request('/v1/names', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Nikee' }),
    })
    expect(await ask()).toMatchObject({ model: 'noisy-channel', applied: 'Nikee shoes' })
  })

  it('keeps a review of the same answers, and of queries that were not asked again', async () => {
    await run('--queries DIR/q.tsv --accept')
    expect(await entries()).toMatchObject([{ review: 'accepted' }])
    await writeFile(head(), (await readFile(head(), 'utf8')).replace('"accepted"', '"refused"'))
    await run('--queries DIR/q.tsv --accept')
    expect(await entries()).toMatchObject([{ review: 'refused' }])
    await writeFile(join(dir, 'other.tsv'), 'puma\n')
    await run('--queries DIR/other.tsv')
    expect(await entries()).toMatchObject([{ review: 'refused', query: 'nikee shose' }])
    // an acceptance was of that answer, not of another
    const text = (await readFile(head(), 'utf8')).replace('"refused"', '"accepted"')
    await writeFile(head(), text.replaceAll('["nike"]', '["nikon"]').replaceAll('nike shoes', 'nikon shoes'))
    await run('--queries DIR/q.tsv')
    expect(await entries()).toMatchObject([{ review: 'open', slow: { changes: [{ terms: ['nike'] }, {}] } }])
  })

  it('keeps a review that is made while it runs', async () => {
    await run('--queries DIR/q.tsv')
    const text = await readFile(head(), 'utf8')
    const { slow, fast } = spellers()
    const reviewing: Speller = {
      async correct(query) {
        await writeFile(head(), text.replace('"open"', '"refused"'))
        return slow.correct(query)
      },
    }
    const openSystems = async () => ({ slow: reviewing, fast, described: 'test', close: async () => undefined })
    await run('--queries DIR/q.tsv', { openSystems })
    expect(await entries()).toMatchObject([{ review: 'refused' }])
  })

  it('asks the queries of the log, by locale, without what looks personal', async () => {
    const log = createMemoryLog()
    for (const query of ['nikee shose', 'puma', 'Puma', 'jo@example.com', '+49 170 1234567'])
      log.append(logged(query).record)
    log.append(logged('puma', { locale: 'de-DE' }).record)
    const { code, asked } = await run('--from-log', { log })
    expect(code).toBe(0)
    expect(asked).toEqual(['puma', 'nikee shose', 'puma'])
    expect(await entries()).toHaveLength(1)
  })

  it('writes nothing in a dry run', async () => {
    const { code, stdout } = await run('--queries DIR/q.tsv --dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain('1 open')
    expect(stdout).toContain('Dry run')
    expect(await readdir(dir)).toEqual(['q.tsv'])
  })

  it('goes on where an interrupted run stopped, past a half-written line', async () => {
    const interruption = new AbortController()
    const { slow, fast } = spellers()
    const interrupted = await run('--queries DIR/q.tsv', {
      signal: interruption.signal,
      openSystems: async () => ({
        fast,
        slow: { correct: (query) => (query === 'puma' && interruption.abort(), slow.correct(query)) },
        described: 'test',
        close: async () => undefined,
      }),
    })
    expect(interrupted.code).toBe(130)
    await appendFile(join(dir, 'head.partial.jsonl'), '{"key":"\\tzzorb wi')
    const { code, asked, stderr } = await run('--queries DIR/q.tsv')
    expect([code, asked]).toEqual([0, ['zzorb wipes']])
    expect(stderr).toContain('2 queries are answered already')
    expect(await entries()).toHaveLength(1)
    expect(await readdir(dir)).toEqual(['head.jsonl', 'q.tsv'])
  })

  it('asks everything again over another generation or with other systems', async () => {
    await writeFile(join(dir, 'head.partial.jsonl'), 'older test\n{"key":"\\tpuma","line":null}\n')
    expect((await run('--queries DIR/q.tsv')).asked).toHaveLength(3)
  })

  it('exits 1 where a system fails, and asks those queries again', async () => {
    const { slow, fast } = spellers()
    const failing: Speller = {
      correct: async (query) => ({
        ...(await slow.correct(query)),
        degraded: query === 'puma' ? ['corrector_failed'] : [],
      }),
    }
    const openSystems = async () => ({ slow: failing, fast, described: 'test', close: async () => undefined })
    const { code, stderr } = await run('--queries DIR/q.tsv', { openSystems })
    expect(code).toBe(1)
    expect(stderr).toContain('1 queries got no whole answer')
    expect(await entries()).toHaveLength(1)
    expect((await run('--queries DIR/q.tsv')).asked).toEqual(['puma'])
  })

  it('fails where the catalog is swapped meanwhile, and leaves the table', async () => {
    let ids = 0
    const swapping = { ...index, info: async () => ({ ...(await index.info()), id: `g${++ids}` }) }
    const { code, stderr } = await run('--queries DIR/q.tsv', { openLive: async () => swapping })
    expect([code, stderr]).toEqual([1, expect.stringContaining('swapped meanwhile')])
    expect(await readdir(dir)).not.toContain('head.jsonl')
  })

  it('runs once at a time', async () => {
    const unlock = await lockPrecomputation(dir)
    expect(await run('--queries DIR/q.tsv')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/another precomp/) as string,
    })
    await unlock()
  })

  it.each([
    ['--dry-run', 'either --queries FILE or --from-log'],
    ['--queries DIR/q.tsv --from-log', 'cannot be used with'],
    ['--from-log --locale de', '--locale is for --queries'],
    ['--queries DIR/none.tsv', 'none.tsv'],
    ['--queries DIR/q.tsv --k 17', 'integer from 0 to 16'],
    ['--queries DIR/q.tsv --limit 0', 'integer from 1 on'],
    ['--queries DIR/q.tsv --locale x_y', 'BCP 47'],
    ['--queries DIR/q.tsv --corrector magic', 'QUERYMEND_CORRECTOR is "magic"'],
    ['--from-log', 'no queries'],
  ])('exits 2 for %j', async (args, message) => {
    const { code, stderr, asked } = await run(args)
    expect(stderr).toContain(message)
    expect([code, asked]).toEqual([2, []])
  })

  it('names the line of a table that a person broke', async () => {
    await writeFile(head(), 'oops\n')
    expect(await run('--queries DIR/q.tsv')).toMatchObject({ code: 2, stderr: `${head()}:1: not a JSON object\n` })
  })

  it('says what fails', async () => {
    const openLive = () => Promise.reject(new SpellerError('index_failed', 'away'))
    expect(await run('--queries DIR/q.tsv', { openLive })).toMatchObject({ code: 1, stderr: 'away\n' })
  })
})
