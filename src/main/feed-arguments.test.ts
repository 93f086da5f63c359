import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFakeQdrant } from '../adapters/catalog-index/qdrant-fake.ts'
import { scripted } from '../evaluate/testing.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { SpellerError } from '../speller/errors.ts'
import { runEvaluateCommand } from './evaluate-command.ts'
import { openSystems } from './evaluate-systems.ts'
import { runGateCommand, type GateContext } from './gate-command.ts'
import { runParityCommand } from './parity-command.ts'
import { runSweepCommand } from './sweep-names-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-feed-arguments-'))
  const rows = Array.from({ length: 20 }, (_, i) => `${i},Hygeeni Wipes,Hygeeni\n`)
  await writeFile(join(dir, 'own.csv'), `sku,name,maker\n${rows.join('')}`)
  await writeFile(join(dir, 'gold.tsv'), 'query\tgold\nhygeni wipes\thygeeni wipes\nbth toys\tbath toys\n')
  await mkdir(join(dir, 'gold'))
  await cp(join(dir, 'gold.tsv'), join(dir, 'gold/gold.tsv'))
  await writeFile(join(dir, 'popular.tsv'), 'bath toys\t40\n')
})
afterEach(() => rm(dir, { recursive: true }))

const argumentsFor = (args: string) => args.replaceAll('DIR', dir).split(' ')
const columns = '--columns id=sku,title=name,brand=maker'

async function evaluateWith(args: string, open: typeof openSystems) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  const code = await runEvaluateCommand({
    args: argumentsFor(`--gold DIR/gold.tsv --out DIR/out --no-cache --no-thresholds ${args}`),
    ...{ env: {}, stdout, stderr, now: () => new Date(0), openSystems: open },
  })
  return { code, stdout: text(stdout), stderr: text(stderr) }
}

/** Opens nothing, and hands out what it was to open. */
const stop = new SpellerError('catalog_invalid', 'far enough')
function stopping() {
  const asked: FeedSource[] = []
  const at = (source: FeedSource): Promise<never> => (asked.push(source), Promise.reject(stop))
  return { asked, at }
}

const commands = {
  evaluate: async (args: string, at: (source: FeedSource) => Promise<never>) =>
    (await evaluateWith(args, ({ catalog }) => at(catalog))).code,
  'sweep-names': (args: string, at: (source: FeedSource) => Promise<never>) =>
    runSweepCommand({
      args: argumentsFor(`--gold DIR/gold.tsv --out DIR/out --no-cache ${args}`),
      ...{ env: {}, stdout: new PassThrough(), stderr: new PassThrough(), openSystems: ({ catalog }) => at(catalog) },
    }),
  gate: async (args: string, at: (source: FeedSource) => Promise<never>) =>
    (
      await runLogCommand<GateContext>(
        runGateCommand,
        argumentsFor(`--candidate new --gold DIR/gold --no-log ${args}`),
        { openFeed: at },
      )
    ).code,
}

describe('addCatalogOptions', () => {
  it.each(Object.keys(commands) as (keyof typeof commands)[])(
    'has %s read the feed as ingestion would',
    async (name) => {
      const { asked, at } = stopping()
      const run = (args: string) => commands[name](args, at)
      expect(await run(`--catalog DIR/own.csv ${columns} --format csv --locale de-de --queries DIR/popular.tsv`)).toBe(
        2,
      )
      expect(await run('--catalog postgres://db/shop --query select')).toBe(2)
      expect(await run('--columns brand=maker')).toBe(2)
      expect(asked).toEqual([
        {
          feed: join(dir, 'own.csv'),
          format: 'csv',
          columns: { id: 'sku', title: 'name', brand: 'maker' },
          locale: 'de-DE',
          popularQueries: join(dir, 'popular.tsv'),
        },
        { feed: 'postgres://db/shop', format: 'auto', query: 'select' },
        { feed: 'catalog/sample.tsv', format: 'auto', columns: { brand: 'maker' } },
      ])
      for (const wrong of ['--columns price=cost', '--locale d?', '--format xlsx']) expect(await run(wrong)).toBe(2)
      expect(asked).toHaveLength(3)
    },
  )

  it('lets a shop with columns of its own measure what it serves, and says so in the report', async () => {
    const args = '--catalog DIR/own.csv --systems nothing,channel'
    const refused = await evaluateWith(args, openSystems)
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('with --columns id=…')])
    const mapped = await evaluateWith(`${args} ${columns}`, openSystems)
    expect([mapped.code, mapped.stdout]).toEqual([0, expect.stringMatching(/^gold\.tsv channel +2 +50\.0 %/m)])
    const { stdout } = await evaluateWith(`${args} ${columns} --queries DIR/popular.tsv`, openSystems)
    expect(stdout).toMatch(/^gold\.tsv channel +2 +100\.0 %/m)
    const { settings } = JSON.parse(await readFile(join(dir, 'out/report.json'), 'utf8')) as { settings: object }
    expect(settings).toMatchObject({
      catalog: join(dir, 'own.csv'),
      'catalog columns': 'id=sku,title=name,brand=maker',
      'popular queries': join(dir, 'popular.tsv'),
    })
  })

  it('keeps passwords of an address out of the report', async () => {
    const open: typeof openSystems = async () => ({ systems: [scripted('channel', {})], close: async () => undefined })
    await evaluateWith('--catalog https://me:secret@host/feed.csv?key=secret', open)
    const report = await readFile(join(dir, 'out/report.json'), 'utf8')
    expect(report).toContain('"catalog": "https://host/feed.csv"')
    expect(report).not.toContain('secret')
  })
})

describe('addFeedOptions', () => {
  it('has parity read columns by the names that the shop gives', async () => {
    const server = await openFakeQdrant()
    try {
      const run = async (more: string) => {
        const [stdout, stderr] = [new PassThrough(), new PassThrough()]
        const args = `--feed DIR/own.csv --queries DIR/gold.tsv --out DIR/parity --qdrant ${server.url} ${more}`.trim()
        const code = await runParityCommand({ args: argumentsFor(args), env: {}, stdout, stderr })
        return [code, (stderr.read() as Buffer | null)?.toString() ?? '']
      }
      expect(await run('')).toEqual([2, expect.stringContaining('with --columns id=…')])
      expect(await run(columns)).toEqual([0, ''])
    } finally {
      await server.close()
    }
  })
})
