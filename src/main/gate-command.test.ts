import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { correction, logged } from '../analyse/testing.ts'
import { scripted } from '../evaluate/testing.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Name } from '../speller/types.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { runGateCommand, type GateContext } from './gate-command.ts'
import { openGateSystems } from './gate-systems.ts'
import { runLogCommand } from './testing/run-log-command.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-gate-'))
  await mkdir(join(dir, 'gold'))
  await writeFile(join(dir, 'gold/typos.tsv'), 'query\tgold\nnkie\tnike\nasiks\tasics\npuma\tpuma\n')
  await writeFile(
    join(dir, 't.json'),
    '{"typos.tsv": {"context": {"accuracy": ">=0.6"}, "hunspell": {"accuracy": ">=0.9"}}}',
  )
})
afterEach(() => rm(dir, { recursive: true }))

const shoes: Name = { form: 'shoes', text: 'shoes', kind: 'term', count: 1 }
type Table = Parameters<typeof scripted>[1]
const good: Table = { nkie: ['nike', 'rewrite', 0.9], asiks: ['asics', 'rewrite', 0.9] }
const bad: Table = { nkie: ['nike', 'suggest', 0.5] }

async function run(args: string, candidate: Table, changes: Partial<GateContext> = {}) {
  const log = createMemoryLog()
  const reverted = logged('puma', correction('puma', 'puma', 'pumas'), { feedback: ['reverted'] })
  for (const { record, feedback } of [logged('asiks'), logged('asiks'), reverted]) {
    log.append(record)
    for (const given of feedback) await log.feedback(given)
  }
  const opened: string[] = []
  const found = await runLogCommand<GateContext>(
    runGateCommand,
    `--candidate new --gold DIR/gold --thresholds DIR/t.json ${args}`.replaceAll('DIR', dir).trim().split(' '),
    {
      log,
      openFeed: async ({ feed }, isExcluded) => (
        opened.push(isExcluded?.('bosch drill') ? `${feed} without bosch` : feed),
        openMemoryIndex([], [], 1)
      ),
      openLive: async () => (opened.push('live'), openMemoryIndex([shoes], [], 1)),
      openSystems: async (_config, index, models) => {
        opened.push(`${models.current} ${models.candidate}`)
        const systems = [scripted('current', good), scripted('candidate', candidate), scripted('candidate-channel', {})]
        return { systems, close: () => index.close() }
      },
      ...changes,
    },
  )
  return { ...found, opened }
}

describe('runGateCommand', () => {
  it('lets a candidate pass that is as good, with a table of both and the replay of the log', async () => {
    const { code, stdout, stderr, opened } = await run('--current old --catalog feed.tsv', good)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^typos\.tsv current +3 +100\.0 %/m)
    expect(stdout).toMatch(/^typos\.tsv candidate +3 +100\.0 %/m)
    expect(stdout).toMatch(/^log candidate +1 +100\.0 %/m)
    expect(stdout).toContain('2 different requests of the log (3 decisions) asked again: 0 change (0 decisions).')
    expect(stdout).toContain('1 of 1 thresholds hold.\nnew may replace old.\n')
    expect(opened).toEqual(['live', 'feed.tsv', 'old new', 'live', 'old new', 'live', 'old new'])
    // so many requests of the log, and all of the gold
    const few = (await run('--limit 1', good)).stdout
    expect(few).toMatch(/^typos\.tsv candidate +3 +100\.0 %[^]*^1 different requests of the log/m)
  })

  it('refuses a candidate past a threshold, and shows what would change for shoppers', async () => {
    const { code, stdout } = await run('', bad)
    expect(code).toBe(1)
    expect(stdout).toContain('new is refused:\n  typos.tsv, candidate: accuracy is 0.33333, wanted >=0.6\n')
    expect(stdout).toContain('2 different requests of the log (3 decisions) asked again: 1 change (2 decisions).')
    expect(stdout).toMatch(/^asiks +2 +rewrite asics +keep$/m)
  })

  it('takes files as well as folders, each with words that its catalog is without', async () => {
    await writeFile(join(dir, 'words.txt'), 'Bosch\n')
    const { code, stdout, opened } = await run(
      '--no-log --catalog feed.tsv --gold DIR/gold/typos.tsv@without=DIR/words.txt',
      good,
    )
    expect(stdout).toMatch(/^typos\.tsv candidate +3 +100\.0 %/m)
    expect(stdout).toMatch(/^typos\.tsv@without=words\.txt candidate +3 +100\.0 %/m)
    expect(stdout).toContain('1 of 1 thresholds hold. None is of typos.tsv@without=words.txt.\n')
    expect([code, opened]).toEqual([0, ['feed.tsv', 'models new', 'feed.tsv without bosch', 'models new']])
    const all = await run('--no-log --catalog feed.tsv --without DIR/words.txt', good)
    expect([all.code, all.opened]).toEqual([0, ['feed.tsv without bosch', 'models new']])
  })

  it('lists no query with what looks like personal data among the changes, and shows controls', async () => {
    const log = createMemoryLog()
    for (const query of ['asiks\u001b[2J', 'asiks john.smith@example.com', '+44 7700 900123'])
      log.append(logged(query).record)
    log.append(logged('asiks', { previous: ['john.smith@example.com'] }).record)
    const openSystems: GateContext['openSystems'] = async () => ({
      systems: [
        scripted('current', good),
        {
          ...scripted('candidate', good),
          answer: async (query) => ({
            ...(await scripted('', {}).answer(query)),
            verdict: 'rewrite',
            corrected: `${query} new`,
          }),
        },
        scripted('candidate-channel', good),
      ],
      close: async () => undefined,
    })
    const { stdout } = await run('', {}, { openLog: async () => log, openSystems })
    expect(stdout).toContain(
      '(4 decisions) asked again: 4 change (4 decisions).\n3 of them not listed: they hold what looks like personal data.\n',
    )
    expect(stdout).toMatch(/^asiks␛\[2J +1 +keep +rewrite asiks␛\[2J new/m)
    for (const part of ['john', '7700', '\u001b']) expect(stdout).not.toContain(part)
  })

  it('says so where no threshold is of the gold, and lets pass or refuses by the comparison alone', async () => {
    await writeFile(join(dir, 'gold/misspelled.tsv'), 'query\tgold\nnkie\tnike\n')
    const partly = await run('--no-log', good)
    expect(partly.stdout).toContain('1 of 1 thresholds hold. None is of misspelled.tsv.\nnew may replace models.\n')
    await rm(join(dir, 'gold/typos.tsv'))
    const none = `No threshold of ${join(dir, 't.json')} is of misspelled.tsv, so the candidate was held to none.`
    const grounds =
      'it is not right on significantly fewer queries (McNemar, p < 0.05) and fails on no more; net fixes were not'
    const { code, stdout } = await run('', good)
    expect([code, stdout]).toEqual([0, expect.stringContaining(`\n${none}\nnew may replace models, by the comparison`)])
    expect(stdout).toContain(
      `by the comparison alone: on misspelled.tsv, log ${grounds} compared, since no set has both`,
    )
    const queries = Array.from({ length: 8 }, (_, i) => `nkie ${i}\tnike ${i}\n`)
    await writeFile(join(dir, 'gold/misspelled.tsv'), `query\tgold\npuma\tpuma\n${queries.join('')}`)
    const corrected = Object.fromEntries(queries.map((_, i) => [`nkie ${i}`, [`nike ${i}`, 'rewrite', 0.9]])) as Table
    const openSystems: GateContext['openSystems'] = async () => ({
      systems: [scripted('current', corrected), scripted('candidate', {}), scripted('candidate-channel', {})],
      close: async () => undefined,
    })
    const worse = await run('--no-log', {}, { openSystems })
    expect([worse.code, worse.stdout]).toEqual([
      1,
      expect.stringContaining(`\n${none}\nnew is refused:\n  misspelled.tsv: `),
    ])
    expect(worse.stdout).toContain('alone is right on 0 queries, the current model alone on 8 (McNemar, p = 0.0078)')
    const same = await run(
      '--no-log',
      {},
      {
        openSystems: async (...given) => {
          const opened = await openSystems(...given)
          return {
            ...opened,
            systems: [scripted('current', corrected), scripted('candidate', corrected), opened.systems[2]!],
          }
        },
      },
    )
    expect(same.stdout).toMatch(
      /fails on no more; on misspelled\.tsv it loses no more than 0\.5 net fixes per 1,000 queries\.\n$/,
    )
  })

  it('asks again as shoppers did, and says how', async () => {
    const log = createMemoryLog()
    for (const previous of [['running'], ['running'], []])
      log.append(logged('asiks', { previous, mode: 'suggest' }).record)
    const heard: unknown[] = []
    const openSystems: GateContext['openSystems'] = async () => {
      const listening = (label: string, table: Table) => {
        const system = scripted(label, table)
        return {
          ...system,
          answer: (query: string, ...rest: readonly unknown[]) => (
            heard.push([label, query, ...rest]),
            system.answer(query)
          ),
        }
      }
      return {
        systems: [listening('current', good), listening('candidate', bad), scripted('candidate-channel', {})],
        close: async () => undefined,
      }
    }
    const { stdout } = await run('', bad, { log, openSystems } as Partial<GateContext>)
    expect(stdout).toContain('2 different requests of the log (3 decisions) asked again: 2 change (3 decisions).')
    expect(stdout).toMatch(/^asiks +2 +rewrite asics +keep +mode suggest, after "running"$/m)
    expect(heard.slice(-2)).toEqual(
      ['current', 'candidate'].map((label) => [label, 'asiks', undefined, { mode: 'suggest' }]),
    )
  })

  it('refuses a candidate that breaks more than it mends in a shop, though it is exact as often as wanted', async () => {
    const eager: Table = { ...good, puma: ['pumas', 'rewrite', 0.9] }
    const { code, stdout } = await run('--no-log', eager)
    expect(code).toBe(1)
    expect(stdout).toContain(
      '1 of 1 thresholds hold.\nnew is refused:\n  typos.tsv: net fixes per 1,000 queries, 12 % of',
    )
    expect(stdout).toMatch(/^typos\.tsv +3 +0 +1 +1\.0000 +120\.0 +-760\.0$/m)
    expect((await run('--no-log --share 100', eager)).code).toBe(0)
    expect((await run('--no-log --net-loss 880', eager)).code).toBe(0)
  })

  it('asks nothing of the log where told so', async () => {
    const openLog = () => Promise.reject(new SpellerError('log_failed', 'away'))
    const { code, stdout, opened } = await run('--no-log', good, { openLog })
    expect(code).toBe(0)
    expect(stdout).not.toContain('asked again')
    expect(opened).not.toContain('live')
  })

  it('fails, rather than passes, where the log cannot be read', async () => {
    const openLog = () => Promise.reject(new SpellerError('log_in_use', 'In use by process 12.'))
    const { code, stderr, opened } = await run('', good, { openLog })
    expect([code, stderr, opened]).toEqual([1, 'In use by process 12.\n', []])
  })

  it('says that no catalog is live, rather than asking the log again over none', async () => {
    const openLive = async () => openMemoryIndex([], [], 0)
    const { code, stdout, stderr, opened } = await run('', good, { openLive })
    expect([code, stdout, opened]).toEqual([2, '', []])
    expect(stderr).toMatch(/^No catalog is live, .* leave the log out: --no-log\.\n$/)
    expect((await run('--no-log', good, { openLive })).code).toBe(0)
  })

  it.each([
    ['--gold DIR/none', 'none: cannot be read: there is no such file'],
    ['--gold DIR/gold/typos.tsv', 'typos.tsv: given twice'],
    ['--gold DIR/gold/typos.tsv@without=DIR/none', 'none: cannot be read: there is no such file'],
    ['--without DIR/none', 'none: cannot be read: there is no such file'],
    ['--thresholds DIR/none.json', 'none.json: cannot be read'],
    ['--thresholds DIR/gold/typos.tsv', 'no JSON'],
    ['--since 2030-01-01', 'is not in the past'],
    ['--limit 0', 'It must be an integer from 1 on.'],
    ['--share 101', 'It must be a number from 0 to 100.'],
    ['--net-loss some', 'It must be a number from 0 to 1000.'],
    ['stray', 'too many arguments'],
  ])('exits 2 for %s', async (args, message) => {
    const { code, stderr, opened } = await run(args, good)
    expect(stderr).toContain(message)
    expect([code, opened]).toEqual([2, []])
  })

  it('compares folders of real models: the same is let pass, one that never rewrites is refused', async () => {
    const models = resolve('models')
    const folder = join(dir, 'timid')
    await mkdir(folder)
    for (const file of await readdir(models))
      if (file !== 'operating-point.json') await symlink(join(models, file), join(folder, file))
    const chosen = JSON.parse(await readFile(join(models, 'operating-point.json'), 'utf8')) as Record<string, object>
    const timid = { ...chosen, model: { ...chosen.model, rewriteAt: 1 }, channel: { ...chosen.channel, rewriteAt: 1 } }
    await writeFile(join(folder, 'operating-point.json'), JSON.stringify(timid))
    // few, yet enough for a significant difference, over the shoes of the sample catalog
    const lines = (await readFile('eval/gold.jsonl', 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"brand_typo"') && line.includes('"sportswear"'))
    await rm(join(dir, 'gold/typos.tsv'))
    await writeFile(join(dir, 'gold/brands.jsonl'), lines.slice(0, 8).join('\n'))
    const [header, ...products] = (await readFile('catalog/sample.tsv', 'utf8')).split('\n')
    const sold = products.filter((line) => line.includes('Shoes & Sportswear'))
    const feed = join(dir, 'shoes.tsv')
    await writeFile(feed, [header, ...sold].join('\n'))
    const verdicts: unknown[] = []
    const openSystems: GateContext['openSystems'] = async (...given) => {
      const opened = await openGateSystems(...given)
      for (const request of [{}, { mode: 'suggest' }, { mode: 'off' }, { hitCount: 1000 }] as const)
        verdicts.push((await opened.systems[1]!.answer('nikee trainers', undefined, request)).verdict)
      return opened
    }
    const shop = await openFeedInMemory({ feed })
    const asked: string[] = []
    const openFeed: GateContext['openFeed'] = async ({ feed }) => (
      asked.push(feed),
      { ...shop, close: async () => undefined }
    )
    const real = { openFeed, openSystems }
    const args = `--no-log --catalog ${feed} --current ${models}`
    const same = await run(`${args} --candidate ${models}`, {}, real)
    expect(same.stdout).toMatch(/^brands\.jsonl +8 +0 +0 +1\.0000 +– +–$/m)
    expect([same.code, same.stderr]).toEqual([0, ''])
    expect(verdicts).toEqual(['rewrite', 'suggest', 'keep', 'suggest'])
    expect(asked).toEqual([feed])
    const refused = await run(`${args} --candidate ${folder}`, {}, real)
    expect(refused.stdout).toMatch(
      /timid is refused:\n {2}brands\.jsonl: the candidate alone is right on 0 queries, the current/,
    )
    expect(refused.code).toBe(1)
    const none = await run(`${args} --candidate ${dir}`, {}, real)
    expect(none.stderr).toMatch(/cannot be read/)
    expect(none.code).toBe(2)
  }, 240_000)
})
