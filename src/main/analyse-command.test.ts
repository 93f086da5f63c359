import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPgliteLog } from '../adapters/decision-log/pglite.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { copyEmptyDatabase } from '../adapters/decision-log/testing.ts'
import type { Analysis } from '../analyse/analysis.ts'
import { correction, logged } from '../analyse/testing.ts'
import { parsePage } from '../report/dom.ts'
import { SpellerError } from '../speller/errors.ts'
import { runAnalyseCommand, type AnalyseContext } from './analyse-command.ts'
import { openExistingLog } from './existing-log.ts'
import { standingsOf } from './term-standings.ts'
import { runLogCommand } from './testing/run-log-command.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-analyse-'))))
afterEach(() => rm(dir, { recursive: true }))

async function filled() {
  const log = createMemoryLog()
  const decisions = [
    ...Array.from({ length: 6 }, (_, i) => logged(`hygeeni <b>${i}</b> | wipes`)),
    ...Array.from({ length: 5 }, () => logged('flourescent')),
    logged('nikee', correction('nikee', 'nikee', 'nike'), { feedback: ['reverted'], labels: [{ kind: 'wrong' }] }),
    logged(
      'asiks',
      { ...correction('asiks', 'asiks', 'asics', 'suggest'), guards: ['never'] },
      { feedback: ['no_results'] },
    ),
    logged('old', { at: '2026-01-05T00:00:00.000Z' }),
  ]
  for (const { record, feedback, labels } of decisions) {
    log.append(record)
    for (const given of feedback) await log.feedback(given)
    for (const given of labels) await log.label(given)
  }
  return log
}
const run = async (args: string, changes: Partial<AnalyseContext> = {}) =>
  runLogCommand<AnalyseContext>(runAnalyseCommand, args.replaceAll('DIR', dir).split(' ').filter(Boolean), {
    log: await filled(),
    standingsOf: async (_config, terms) =>
      terms.map(({ term }) =>
        term === 'wipes' ? 'known' : term === 'flourescent' ? { near: 'fluorescent' } : 'unknown',
      ),
    ...changes,
  })
const read = (name: string, out = 'out') => readFile(join(dir, out, name), 'utf8')

describe('runAnalyseCommand', () => {
  it('shows in every form the controls that a shopper typed', async () => {
    const log = createMemoryLog()
    const query = '\u001b[31m nasty \u009b2J form\0\u001b]0;pwned\u0007'
    for (let i = 0; i < 5; i++) log.append(logged(query, correction(query, 'nasty', 'nasal')).record)
    expect((await run('--out DIR/out', { openLog: async () => log })).code).toBe(0)
    const shown = '␛[31m nasty \\u009b2j form␀␛]0;pwned␇'
    expect(await read('analysis.html')).toContain(shown)
    expect(await read('analysis.md')).toContain(shown.replace('\\', '\\\\'))
    for (const name of ['analysis.html', 'analysis.md', 'analysis.json'])
      expect((await read(name)).replaceAll('\n', '').replaceAll('\t', '')).not.toMatch(/\p{Cc}/u)
    const { topRewrites } = JSON.parse(await read('analysis.json')) as Analysis
    expect(topRewrites.map((row) => row.query)).toEqual([query.toLowerCase()])
  })

  it('writes page, Markdown and JSON of the last week, and says where', async () => {
    const { code, stdout, stderr } = await run('--out DIR/out')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(
      '13 decisions from 2026-01-08T12:00:00.000Z until 2026-01-15T12:00:00.000Z (+1200.0 %); 1 in',
    )
    expect(stdout).toContain('  Unknown frequent terms: 1\n  Look like misspellings that were kept: 1\n')
    expect(stdout).toContain(`Analysis: ${join(dir, 'out', 'analysis.html')}\n`)
    const analysis = JSON.parse(await read('analysis.json')) as Analysis
    expect(analysis.unknownTerms.map(({ term, now }) => [term, now.hits])).toEqual([['hygeeni', 6]])
    const markdown = await read('analysis.md')
    expect(markdown).toMatch(/^\| flourescent \| fluorescent \| 38\.5 % /m)
    expect(markdown).not.toContain('{"name":"flourescent"}')
    expect(markdown).toContain('| nikee → nike | rewrite | 100.0 % [20.7, 100.0] 1/1 | – | – |')
    expect(markdown).toContain(
      `curl -X PUT http://localhost:8787/v1/names -H 'content-type: application/json' -d '{"name":"hygeeni"}'`,
    )
  })

  it('makes a page that loads nothing, shows queries as text, and has a table for each list', async () => {
    await run('--out DIR/out --server https://speller.shop.example/')
    const html = await read('analysis.html')
    expect(html).not.toMatch(/<(?:script|link[^>]*stylesheet|img)|https?:\/\/(?!speller\.shop\.example|www\.w3\.org)/)
    const page = parsePage(html)
    const sections = [...page.querySelectorAll('section')].map(({ id }) => id)
    expect(sections).toEqual([
      ...[
        'overview',
        'feedback',
        'labels',
        'called-wrong',
        'reverted',
        'typed-no-results',
        'unknown',
        'kept-misspellings',
        'held-back',
      ],
      ...['rewrites', 'verdicts', 'reasons', 'guards', 'latency'],
    ])
    expect([...page.querySelectorAll('svg[role=img]')]).toHaveLength(2)
    const wrong = page.querySelector('#called-wrong p')!
    expect(wrong.querySelector('code')!.textContent).toBe('npm run export-finetune')
    expect(wrong.textContent).toContain('(map, protect, never), npm run export-finetune teaches')
    const unknown = page.querySelector('#unknown')!
    expect(unknown.querySelector('tbody')!.textContent).toContain('hygeeni <b>0</b> | wipes')
    expect(unknown.textContent).toContain('curl -X PUT https://speller.shop.example/v1/names')
    expect([...unknown.querySelectorAll('tbody b')]).toHaveLength(0)
  })

  it('shows rare shares so that they can be compared, in page and Markdown', async () => {
    const log = createMemoryLog()
    const without = async (query: string) => {
      const { record } = logged(query)
      log.append(record)
      await log.feedback({ decisionId: record.id, kind: 'no_results' })
    }
    for (const query of ['zorbax', 'zorbax', 'hygeeni']) await without(query)
    for (let i = 3; i < 3_200; i++) log.append(logged('soap').record)
    await run('--out DIR/out', { openLog: async () => log })
    const markdown = await read('analysis.md')
    const shares = ['0.063 % [0.017, 0.2] 2/3200', '0.031 % [0.0055, 0.2] 1/3200']
    expect(markdown).toMatch(/^\| zorbax \| – \| keep \| 0\.063 % /m)
    const page = parsePage(await read('analysis.html')).querySelector('#typed-no-results')!.textContent
    for (const share of shares) {
      expect(markdown).toContain(share)
      expect(page).toContain(share)
    }
  })

  it('writes the same again, also of nothing at all', async () => {
    await run('--out DIR/out --until 2025-01-01')
    await run('--out DIR/again --until 2025-01-01')
    for (const name of ['analysis.html', 'analysis.md', 'analysis.json'])
      expect(await read(name, 'again')).toBe(await read(name))
    expect(await readdir(join(dir, 'out'))).toHaveLength(3)
    expect(await read('analysis.md')).toContain('0 decisions from 2024-12-25T00:00:00.000Z')
  })

  it('says of which lists there is nothing, rather than leaving them out in silence', async () => {
    await run('--out DIR/out --min-count 100')
    const markdown = await read('analysis.md')
    expect(markdown).toContain(
      '\nNothing to list under: Corrections that lead to no results; Unknown frequent terms; Look like misspellings that were kept; ',
    )
    expect(markdown).not.toContain('## Unknown frequent terms')
    const overview = parsePage(await read('analysis.html')).querySelector('#overview')!
    expect(overview.textContent).toContain('; Unknown frequent terms; ')
  })

  it('says when the catalog could not be asked, and goes on', async () => {
    const { code, stderr } = await run('--out DIR/out', {
      standingsOf: async (_config, terms, onError) => {
        onError(new SpellerError('index_failed', 'Qdrant is away.'))
        return terms.map(() => 'unknown')
      },
    })
    expect([code, stderr]).toEqual([
      0,
      'The unknown terms were not looked up in the catalog of today: Qdrant is away.\n',
    ])
  })

  it.each([
    ['--since yesterday', 'Write 7d, 12h or 2w'],
    ['--since 2026-02-01', 'is not before the end of the period'],
    ['--until 2025-01-01 --since 2025-01-01', 'is not before the end of the period'],
    ['--rows 0', 'It must be an integer from 1 on.'],
    ['--min-count x', 'It must be an integer from 1 on.'],
    ["--server http://x/';reboot", 'It must be an address'],
    ['--magic', 'unknown option'],
    ['stray', 'too many arguments'],
  ])('exits 2 for %s', async (args, message) => {
    const { code, stderr } = await run(`${args} --out DIR/out`)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(await readdir(dir)).toEqual([])
  })

  it('exits 2 where it cannot write, and names the place', async () => {
    await writeFile(join(dir, 'file'), '')
    const { code, stderr } = await run('--out DIR/file/out')
    expect(stderr).toContain(`${join(dir, 'file/out')}: cannot be written`)
    expect(code).toBe(2)
  })

  it('reads the embedded log of a data directory, and says what to do while a server holds it', async () => {
    await copyEmptyDatabase(join(dir, 'decisions'))
    const log = await openPgliteLog({ dataDir: join(dir, 'decisions') })
    log.append(logged('nikee', correction('nikee', 'nikee', 'nike')).record)
    await log.flush()
    const context = { env: { QUERYMEND_DATA: dir }, openLog: openExistingLog, standingsOf }
    const held = await run('--out DIR/out', context)
    expect(held.stderr).toMatch(
      /in use by process \d+ .*stop that one,.* let several share PostgreSQL \(DATABASE_URL\)/,
    )
    expect(held.code).toBe(1)
    await log.close()
    const { code, stdout } = await run('--out DIR/out', context)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^1 decisions from /)
    // the first of a run makes an embedded database, which takes seconds of computing
  }, 120_000)
})
