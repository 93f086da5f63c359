import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { loadConfig } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides } from '../speller/overrides.ts'
import { createSpeller } from '../speller/speller.ts'
import { formerOf, runGenerationsCommand, type GenerationsContext } from './generations-command.ts'
import { runIngestCommand } from './ingest-command.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { newId, openCatalogStore, spellerSettings } from './wire-node.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-generations-'))
})
afterEach(() => rm(dir, { recursive: true }))

const env = (more: Record<string, string> = {}) => ({
  QUERYMEND_DATA: join(dir, 'data'),
  QUERYMEND_CORRECTOR: 'none',
  ...more,
})

function captured() {
  const written = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
  return { written, streams: { stdout: into('stdout'), stderr: into('stderr') } }
}

async function run(args: readonly string[], context: Partial<GenerationsContext> = {}) {
  const { written, streams } = captured()
  const code = await runGenerationsCommand({ args, env: env(), openStore: openCatalogStore, ...streams, ...context })
  return { code, ...written }
}

/** Ingests products of the titles; the id of the new generation. */
function ingest(titles: readonly string[], args: readonly string[] = [], more: Record<string, string> = {}) {
  return ingestRows(['id,title', ...titles.map((title, i) => `${i},${title}`)], args, more)
}

async function ingestRows(rows: readonly string[], args: readonly string[], more: Record<string, string> = {}) {
  const feed = join(dir, 'feed.csv')
  await writeFile(feed, rows.join('\n'))
  const { written, streams } = captured()
  const code = await runIngestCommand({
    args: [feed, ...args],
    env: env(more),
    openStore: openCatalogStore,
    ...streams,
  })
  return { code, ...written, id: /^generation +(\S+)$/m.exec(written.stdout)?.[1] }
}

describe('runGenerationsCommand', () => {
  it('lists, rolls back to the one before, and forward by id', async () => {
    expect((await run([])).stdout).toMatch(/no generation yet/)
    const first = await ingest(['Nike Air'])
    const second = await ingest(['Puma Suede', 'Puma Palermo'])
    const { stdout } = await run(['list'])
    expect(stdout).toMatch(new RegExp(`^\\* +${second.id} .* 2\\n +${first.id} .* 1\\n$`, 'm'))
    expect(await run(['rollback'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`^${first.id} is live: \\d+ names of 1 products`) as string,
    })
    expect((await run(['list'])).stdout).toMatch(new RegExp(`^\\* +${first.id} `, 'm'))
    expect((await run(['rollback', second.id!])).code).toBe(0)
    expect((await run(['list'])).stdout).toMatch(new RegExp(`^\\* +${second.id} `, 'm'))
  })

  it('removes a kept one, never the live one', async () => {
    const first = await ingest(['Nike Air'])
    const second = await ingest(['Puma Suede'])
    expect(await run(['remove', second.id!])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is live') as string,
    })
    expect(await run(['remove', first.id!])).toEqual({ code: 0, stdout: `${first.id} is removed.\n`, stderr: '' })
    expect(await run(['rollback'])).toMatchObject({
      code: 2,
      stderr: 'The generation before the live one is not there any more. No other one is kept.\n',
    })
  })

  it('says where there never was one before', async () => {
    expect(await run(['rollback'])).toMatchObject({ code: 2, stderr: 'There is no generation yet. Ingest a feed.\n' })
    await ingest(['Nike Air'])
    expect(await run(['rollback'])).toMatchObject({
      code: 2,
      stderr: 'The live generation was the first: there was none before it. No other one is kept.\n',
    })
  })

  it('says that the file of the live one is lost, until the same feed is ingested again', async () => {
    const catalog = join(dir, 'data', 'catalog')
    const lose = async (id: string) => {
      await rm(join(catalog, `${id}.qmix`))
      return `The file of generation ${id} is missing: ${join(catalog, id)}.qmix. Ingest the catalog again`
    }
    const first = await ingest(['Nike Air'])
    const lost = await lose(first.id!)
    expect(await run([])).toEqual({ code: 0, stdout: '', stderr: `${lost}.\n` })
    expect(await run(['rollback'])).toEqual({ code: 2, stdout: '', stderr: `${lost}.\n` })
    const second = await ingest(['Nike Air'])
    expect(second).toMatchObject({ code: 0, id: expect.not.stringMatching(first.id!) as string })
    expect((await run([])).stdout).toMatch(new RegExp(`^\\* +${second.id} `, 'm'))
    const third = await ingest(['Puma Suede'])
    const choice = `${await lose(third.id!)}, or roll back to one that is kept (npm run generations).`
    expect(await run([])).toMatchObject({ stdout: expect.stringMatching(second.id!) as string, stderr: `${choice}\n` })
    expect((await run(['rollback'])).stderr).toBe(`${choice} Name one of those kept: ${second.id}.\n`)
    expect((await run(['rollback', second.id!])).code).toBe(0)
  })

  it('takes an empty CURRENT for no live generation, and the same feed anew', async () => {
    const { id } = await ingest(['Nike Air'])
    await writeFile(join(dir, 'data', 'catalog', 'CURRENT'), '')
    expect((await run(['rollback'])).stderr).toBe(`No generation is live. Name one of those kept: ${id}.\n`)
    expect(await ingest(['Nike Air'])).toMatchObject({ code: 0, id: expect.not.stringMatching(id!) as string })
  })

  it.each([
    ['an unknown generation', ['rollback', '20200101'], /no generation '20200101'/],
    ['nothing to remove', ['remove'], /missing required argument 'id'/],
    ['an unknown command', ['undo'], /too many arguments|unknown command/],
  ])('exits 2 on %s', async (_what, args, message) => {
    const { code, stderr } = await run(args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })

  it('exits 1 when the store is away, and 2 on wrong settings', async () => {
    const openStore = () => Promise.reject(new SpellerError('index_failed', 'Qdrant is away'))
    expect(await run(['list'], { openStore })).toMatchObject({ code: 1, stderr: 'Qdrant is away\n' })
    expect((await run(['list'], { env: { PORT: 'x' } })).code).toBe(2)
    expect((await run(['--help'])).stdout).toMatch(/rollback/)
  })

  it.each([['rollback'], ['remove', '20200101']])(
    'exits 2 where %s cannot write beside the catalog',
    async (...args) => {
      await ingest(['Nike Air'])
      const store = await openCatalogStore(loadConfig(env()))
      await writeFile(join(dir, 'file'), '')
      const to = { env: env({ QUERYMEND_DATA: join(dir, 'file', 'data') }), openStore: async () => store }
      const stderr = expect.stringMatching(
        /^QUERYMEND_DATA: .*ENOTDIR.* Name a folder that .* write into\.\n$/,
      ) as string
      expect(await run(args, to)).toEqual({ code: 2, stdout: '', stderr })
    },
  )

  it.skipIf(process.getuid?.() === 0)(
    'exits 2 where the data directory is for reading only, and holds none',
    async () => {
      await mkdir(join(dir, 'data'), { mode: 0o500 })
      expect(await run([])).toMatchObject({ code: 2, stderr: expect.stringMatching(/may write into\.\n$/) as string })
    },
  )

  it('is followed by a running speller, whose decisions say so, in the log too', async () => {
    const titles = Array.from({ length: 30 }, (_, i) => `Nike Running Shoes ${i}`)
    const first = await ingest(titles)
    const config = loadConfig(env())
    const index = await (await openCatalogStore(config)).open()
    const log = createMemoryLog()
    const speller = createSpeller({
      index,
      log,
      knowledge: shippedKnowledge(),
      overrides: () => compileOverrides([]),
      settings: spellerSettings(config),
      newId,
      now: () => new Date(),
    })
    const until = async (id: string) => {
      for (let tries = 0; tries < 200; tries++) {
        const decision = await speller.correct('nikee running shoes')
        if (decision.catalog === id) return log.find(decision.id)
        await pause(50)
      }
      throw new Error(`no decision over ${id}`)
    }
    expect((await until(first.id!))?.record.catalog).toBe(first.id)
    const second = await ingest([...titles, 'Puma Suede'])
    expect((await until(second.id!))?.record.catalog).toBe(second.id)
    await run(['rollback'])
    expect((await until(first.id!))?.record.catalog).toBe(first.id)
    await index.close()
  }, 60_000)

  it('says what is wrong with the data directory', async () => {
    await writeFile(join(dir, 'file'), '')
    const { written, streams } = captured()
    const code = await runGenerationsCommand({
      args: ['list'],
      env: env({ QUERYMEND_DATA: join(dir, 'file') }),
      openStore: openCatalogStore,
      ...streams,
    })
    expect([code, written.stderr.includes('cannot be used (')]).toEqual([2, true])
  })
})

describe('an ingestion', () => {
  it('exits 3 and leaves the live catalog as it was when the new one is much smaller, unless forced', async () => {
    const { id } = await ingest(['Nike Air', 'Puma Suede', 'Samba', 'Makita Drill'])
    const refused = await ingest(['Nike Air'])
    expect(refused).toMatchObject({ code: 3, stdout: '' })
    expect(refused.stderr).toMatch(/the live catalog is unchanged\.\n.*1 products instead of 4 \(75 % fewer\)/)
    expect((await run(['list'])).stdout).toMatch(new RegExp(`^\\* +${id} `, 'm'))
    const forced = await ingest(['Nike Air'], ['--force'])
    expect([forced.code, forced.stderr]).toEqual([0, expect.stringContaining('Swapped all the same')])
    expect((await ingest(['Puma', 'Samba'], [], { QUERYMEND_MAX_DROP: '1' })).code).toBe(0)
  })

  it('says of a small feed that changes need --delta, and of a delta that it deletes much', async () => {
    await ingest(['Nike Air', 'Puma Suede', 'Samba'])
    const changes = ['id,title,op', '0,,delete', '1,Puma Palermo,']
    expect((await ingestRows(changes, [])).stderr).toMatch(
      /Is the feed whole\? One that holds changes only needs --delta/,
    )
    expect((await ingestRows(changes, ['--delta'])).stderr).toMatch(/fewer\)\. If all of that is to go, run it again/)
  })

  it('exits 3 where names are as many as before, but no brands among them, unless forced', async () => {
    const rows = ['Air Max,Nike', 'Suede,Puma', 'Samba,Adidas'].map((row, i) => `${i},${row}`)
    const more = ['id,title,marke', ...rows, ...['Drill', 'Saw', 'Rasp'].map((title, i) => `x${i},${title},`)]
    await ingestRows(['id,title,brand', ...rows], [])
    const refused = await ingestRows(more, [])
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(
      /The new catalog has 0 brands instead of 3 \(100 % fewer\).*--columns brand=….*--force/,
    )
    expect(await ingestRows(more, ['--columns', 'brand=marke'])).toMatchObject({ code: 0 })
    expect(await ingestRows(more, ['--force'])).toMatchObject({ code: 0 })
  })

  it('exits 3 when a smoke query fails, and 2 when the file is broken', async () => {
    const smoke = join(dir, 'smoke.tsv')
    await writeFile(smoke, 'query\tgold\nsamba\tsambo\n')
    expect(await ingest(['Samba'], [], { QUERYMEND_SMOKE: smoke })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('"samba" became "samba", wanted "sambo" (missed)') as string,
    })
    await writeFile(smoke, 'text\nsamba\n')
    expect((await ingest(['Samba'], [], { QUERYMEND_SMOKE: smoke })).code).toBe(2)
  })
})

describe('formerOf', () => {
  const generation = (id: string, more: object = {}) => ({
    id,
    names: 1,
    bigrams: 0,
    products: 1,
    isLive: false,
    ...more,
  })

  it('follows the live one, not the newest', () => {
    const all = [generation('c'), generation('b', { isLive: true, follows: 'a' }), generation('a')]
    expect(formerOf(all)).toBe('a')
  })

  it('names the others where that one is gone', () => {
    const all = [generation('c'), generation('b', { isLive: true, follows: 'a' })]
    expect(() => formerOf(all)).toThrow('Name one of those kept: c.')
  })
})
