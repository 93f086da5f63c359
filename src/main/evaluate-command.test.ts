import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scripted } from '../evaluate/testing.ts'
import { SpellerError } from '../speller/errors.ts'
import { runEvaluateCommand, type EvaluateContext } from './evaluate-command.ts'
import type { SystemsRequest } from './evaluate-systems.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-evaluate-'))
  await writeFile(
    join(dir, 'gold.tsv'),
    'query\tgold\tclass\nnkie\tnike\ttypo\nmakta\tmakita\ttypo\nasics\tasics\tclean\n',
  )
  await writeFile(join(dir, 'clean.tsv'), 'query\nhygeeni wipes\nasics\n')
  await writeFile(join(dir, 'bars.tsv'), 'query\tgold\trelevant\nnkie\tnike\t1||2\n')
  await writeFile(join(dir, 'words.tsv'), 'word\nBosch\n')
  await writeFile(join(dir, 't.json'), '{"gold.tsv": {"context": {"accuracy": ">=0.6", "recall": ">=0.9"}}}')
})
afterEach(() => rm(dir, { recursive: true }))

async function run(args: string, context: Partial<EvaluateContext> = {}) {
  const written = { stdout: '', stderr: '' }
  const requests: SystemsRequest[] = []
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
  const code = await runEvaluateCommand({
    args: args.replaceAll('DIR', dir).split(' '),
    env: {},
    stdout: into('stdout'),
    stderr: into('stderr'),
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    openSystems: async (request) => {
      requests.push(request)
      const table = { nkie: ['nike', 'rewrite', 0.9], 'hygeeni wipes': ['hygiene wipes', 'rewrite', 0.8] } as const
      return {
        systems: request.systems.map((name) => scripted(name, name === 'context' ? table : {})),
        settings: { model: 'm1' },
        close: async () => undefined,
      }
    },
    ...context,
  })
  return { code, requests, ...written }
}
const report = async (name = 'out') => JSON.parse(await readFile(join(dir, name, 'report.json'), 'utf8')) as Report
type Report = {
  sets: { name: string; n: number; without?: string }[]
  settings: object
  checks: object[]
  misspelledShare: number
}

describe('runEvaluateCommand', () => {
  it('prints a table and writes the report in three forms', async () => {
    const { code, stdout, stderr } = await run('--gold DIR/gold.tsv --no-thresholds --out DIR/out')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^gold\.tsv nothing +3 +33\.3 %/m)
    expect(stdout).toMatch(/^gold\.tsv context +3 +66\.7 %/m)
    expect(stdout).toContain(`Report: ${join(dir, 'out', 'report.html')}\n`)
    expect(await readFile(join(dir, 'out', 'report.html'), 'utf8')).toContain(
      '<h1>Evaluation of 2026-01-02T03:04:05.678Z</h1>',
    )
    expect(stderr).toContain('context: 3 queries answered\n')
    expect(await readFile(join(dir, 'out', 'report.md'), 'utf8')).toContain('# Evaluation of 2026-01-02T03:04:05.678Z')
    expect(await report()).toMatchObject({ misspelledShare: 0.12, checks: [], settings: { k: 8, model: 'm1' } })
  })

  it('exits 1 past a threshold, and says which', async () => {
    const { code, stdout } = await run('--gold DIR/gold.tsv --thresholds DIR/t.json --out DIR/out')
    expect(code).toBe(1)
    expect(stdout).toContain('1 of 2 thresholds are past:\n  gold.tsv, context: recall is 0.5, wanted >=0.9\n')
    expect((await report()).checks).toHaveLength(2)
  })

  it('says that no threshold was checked, where none is of these sets', async () => {
    const { code, stdout } = await run('--gold DIR/clean.tsv --thresholds DIR/t.json --out DIR/out')
    const told = 'No threshold is of a set and system that were measured.\n'
    expect([code, stdout]).toEqual([0, expect.stringContaining(told)])
    expect((await run('--gold DIR/clean.tsv --no-thresholds --out DIR/out')).stdout).not.toContain('hreshold')
  })

  it('says what got fixed since an earlier report, what broke, and what is no longer mended', async () => {
    await run('--gold DIR/clean.tsv DIR/gold.tsv --no-thresholds --out DIR/before')
    const table = { makta: ['makita', 'rewrite', 0.9], asics: ['basics', 'rewrite', 0.8] } as const
    const openSystems = async ({ systems }: SystemsRequest) => ({
      systems: systems.map((name) => scripted(name, name === 'context' ? table : {})),
      close: async () => undefined,
    })
    const against = '--gold DIR/gold.tsv --against DIR/before/report.json --no-thresholds --out DIR/out'
    const { code, stdout } = await run(against, { openSystems })
    expect(code).toBe(0)
    expect(stdout).toContain(
      'gold.tsv, context: 1 newly broken, 1 no longer mended, 1 got fixed, 0 no longer broken, of 3 (p 1.0000)\n',
    )
    const markdown = await readFile(join(dir, 'out', 'report.md'), 'utf8')
    expect(markdown).toContain('Settings that differ: model: m1 → none.')
    expect(markdown).toContain('| gold.tsv context | 3 | 2 | 1 | 1 | 1 | 1 | 0 | 1.0000 |')
    expect(markdown).toContain('### Newly broken: gold.tsv, context\n')
    expect(markdown).toContain('### No longer mended: gold.tsv, context\n')
    expect(markdown).not.toContain('### No longer broken')
    expect(markdown).toContain('| asics | asics | asics | basics | kept → broken |')
    const page = await readFile(join(dir, 'out', 'report.html'), 'utf8')
    for (const told of ['newly broken: 1', 'no longer mended: 1', 'got fixed: 1'])
      expect(page).toContain(`gold.tsv, context: ${told}`)
    expect(await report()).toMatchObject({ difference: { previous: '2026-01-02T03:04:05.678Z', missing: [] } })
  })

  it('measures several sets, some on a smaller catalog', async () => {
    const gold = '--gold DIR/gold.tsv DIR/clean.tsv --gold DIR/clean.tsv@without=DIR/words.tsv'
    const { code, requests } = await run(`${gold} --catalog feed.tsv --no-thresholds --out DIR/out`)
    expect(code).toBe(0)
    expect((await report()).sets.map(({ name, n }) => [name, n])).toEqual([
      ['all', 4],
      ['gold.tsv', 3],
      ['clean.tsv', 2],
      ['clean.tsv@without=words.tsv', 2],
    ])
    expect(requests.map(({ catalog }) => catalog.feed)).toEqual(['feed.tsv', 'feed.tsv'])
    expect(requests[0]!.isExcluded).toBeUndefined()
    expect(['Bosch drill', 'drill'].map(requests[1]!.isExcluded!)).toEqual([true, false])
  })

  it('leaves words out of the catalog for every set that has no list of its own', async () => {
    const { requests } = await run(
      '--gold DIR/gold.tsv DIR/clean.tsv --without DIR/words.tsv --no-thresholds --out DIR/out',
    )
    expect(requests.map(({ isExcluded }) => isExcluded?.('BOSCH'))).toEqual([true])
    expect((await report()).sets.map(({ name, without }) => [name, without])).toEqual(
      ['all', 'gold.tsv', 'clean.tsv'].map((name) => [name, join(dir, 'words.tsv')]),
    )
  })

  it('hands settings on', async () => {
    const flags = '--systems context,channel --k 3 --suggest-at 0.4 --rewrite-at .9 --share 8.5 --limit 2'
    const { requests } = await run(`--gold DIR/gold.tsv ${flags} --no-thresholds --out DIR/out`)
    expect(requests).toMatchObject([
      {
        systems: ['context', 'channel'],
        catalog: { feed: 'catalog/sample.tsv' },
        config: { retrieve: { k: 3 }, decide: { suggestAt: 0.4, rewriteAt: 0.9 } },
      },
    ])
    const { sets, misspelledShare } = await report()
    expect([sets[0]!.n, misspelledShare]).toEqual([2, 0.085])
  })

  it('measures the usual systems unless told otherwise, and all where all are asked for', async () => {
    const usual = await run('--gold DIR/gold.tsv --no-thresholds --out DIR/out')
    expect(usual.requests[0]!.systems).toEqual(['nothing', 'channel', 'no-context', 'context'])
    const all = await run('--gold DIR/gold.tsv --systems all --no-thresholds --out DIR/out')
    const added = ['symspell', 'hunspell', 'model', 'model-names', 'no-retrieval']
    expect(all.requests[0]!.systems).toEqual(['nothing', 'channel', ...added, 'no-context', 'context'])
  })

  it('maps the operating points of the system that is named last, and compares with the first that does something', async () => {
    const flags = '--gold DIR/gold.tsv --no-thresholds --out DIR/out'
    await run(`--systems nothing,context,channel,symspell ${flags}`)
    const all = ['nothing', 'context', 'channel', 'symspell']
    expect(await report()).toMatchObject({ systems: all, baseline: 'context', operatingMap: { system: 'symspell' } })
    await run(`--systems channel,context --baseline context ${flags}`)
    expect(await report()).toMatchObject({ baseline: 'context', operatingMap: { system: 'context' } })
  })

  it('searches the catalog where products are judged', async () => {
    await writeFile(join(dir, 'feed.tsv'), 'id\ttitle\tbrand\n1\tNike Shoes\tNike\n2\tBosch Nike Drill\tBosch\n')
    await writeFile(join(dir, 'judged.tsv'), 'query\tgold\trelevant_product_uids\nnkie\tnike\t1|2|9\n')
    const systems = '--catalog DIR/feed.tsv --systems nothing,context --no-thresholds --out DIR/out'
    const whole = await run(`--gold DIR/judged.tsv ${systems}`)
    expect(whole.code).toBe(0)
    expect(whole.stdout).toMatch(/^judged\.tsv context +1 +66\.7 % +0\.0 % +100\.0 % \[\d\d\.\d, 100\.0\]$/m)
    expect(await report()).toMatchObject({ sets: [{ search: { n: 1, products: 3, productsNotInCatalog: 1 } }] })
    const without = await run(`--gold DIR/judged.tsv --without DIR/words.tsv ${systems}`)
    expect(without.stdout).toMatch(/^judged\.tsv context +1 +33\.3 % /m)
    expect(await report()).toMatchObject({ sets: [{ search: { productsNotInCatalog: 2 } }] })
  })

  it('takes catalog, k and thresholds from the environment where no argument says otherwise', async () => {
    const env = { QUERYMEND_CATALOG: 'mine.tsv', QUERYMEND_K: '5', QUERYMEND_REWRITE_AT: '0.8' }
    const { requests } = await run('--gold DIR/gold.tsv --no-thresholds --out DIR/out', { env })
    expect(requests).toMatchObject([
      { catalog: { feed: 'mine.tsv' }, config: { retrieve: { k: 5 }, decide: { rewriteAt: 0.8 } } },
    ])
  })

  it('prints JSON alone where JSON is asked for', async () => {
    const { stdout, stderr } = await run('--gold DIR/gold.tsv --thresholds DIR/t.json --json --out DIR/out')
    expect(JSON.parse(stdout)).toEqual(await report())
    expect(stderr).toContain('1 of 2 thresholds are past')
  })

  it('writes the same reports again, but for time and latency', async () => {
    const files = async (name: string) =>
      Promise.all(['report.html', 'report.md', 'report.json'].map((file) => readFile(join(dir, name, file), 'utf8')))
    await run('--gold DIR/gold.tsv DIR/clean.tsv --no-thresholds --out DIR/out')
    await run('--gold DIR/gold.tsv DIR/clean.tsv --no-thresholds --out DIR/again')
    expect(await files('again')).toEqual(await files('out'))
  })

  it.each([
    ['--gold DIR/none.tsv', 'none.tsv: cannot be read: there is no such file'],
    ['--gold DIR/words.tsv', 'words.tsv:1: the header has no column "query"'],
    ['--gold DIR/bars.tsv', 'bars.tsv:2: the relevant products are "1||2"'],
    ['--gold DIR/gold.tsv@without=DIR/none.tsv', 'none.tsv: cannot be read'],
    ['--gold DIR/gold.tsv DIR/gold.tsv', 'gold.tsv: given twice'],
    ['--gold DIR/gold.tsv@without=', 'Write FILE or FILE@without=WORDS'],
    ['--gold DIR/gold.tsv --thresholds DIR/gold.tsv', 'gold.tsv: no JSON'],
    ['--gold DIR/gold.tsv --thresholds DIR/none.json', 'none.json: cannot be read'],
    ['--systems channel,magic', 'There is no system "magic".'],
    ['--share 0', 'is not between 0 and 100'],
    ['--k 17', 'It must be an integer from 0 to 16.'],
    ['--limit 0', 'It must be an integer from 1 on.'],
    ['--rewrite-at 1.5', 'It must be a number from 0 to 1.'],
    ['--suggest-at 0.9 --rewrite-at 0.5', "is above '--rewrite-at"],
    ['--against DIR/none.json', 'none.json: cannot be read: there is no such file'],
    ['--against DIR/t.json', 't.json: this is no report.json of npm run evaluate; give one that it wrote'],
    ['--against DIR/words.tsv', 'words.tsv: no JSON'],
    ['--baseline symspell', 'is symspell, which is not among --systems'],
    ['--core-hour-price -1', 'It must be a number from 0 on.'],
    ['--magic', 'unknown option'],
    ['stray', 'too many arguments'],
  ])('exits 2 for %s', async (args, message) => {
    const { code, stderr, requests } = await run(`${args} --out DIR/out`)
    expect(stderr).toContain(message)
    expect([code, requests]).toEqual([2, []])
  })

  it.each([
    ['model_invalid', 1],
    ['catalog_invalid', 2],
  ] as const)('tells of %s, and exits %i', async (failure, wanted) => {
    const openSystems = () => Promise.reject(new SpellerError(failure, 'It is not there.'))
    const { code, stderr } = await run('--gold DIR/gold.tsv --no-thresholds --out DIR/out', { openSystems })
    expect([code, stderr]).toEqual([wanted, 'It is not there.\n'])
  })

  it('tells at once why the first answer of a system is degraded, and of no further one', async () => {
    const failing = (label: string, failure?: string) => ({
      ...scripted(label, {}),
      answer: async (query: string) => ({
        ...(await scripted(label, {}).answer(query)),
        isDegraded: query !== 'asics',
        ...(failure === undefined ? {} : { failure: `${failure} for ${query}` }),
      }),
    })
    const systems = [scripted('channel', {}), failing('llm', '401 Incorrect API key'), failing('context')]
    const openSystems = async () => ({ systems, close: async () => undefined })
    const { stderr } = await run('--gold DIR/gold.tsv --no-thresholds --no-cache --out DIR/out', { openSystems })
    expect(stderr.match(/^.*degraded.*$/gm)).toEqual([
      'llm: "nkie" has a degraded answer: 401 Incorrect API key for nkie',
      'context: "nkie" has a degraded answer',
    ])
  })

  it('exits 130 when it is interrupted', async () => {
    const { code, stderr } = await run('--gold DIR/gold.tsv --no-thresholds --cache DIR/cache --out DIR/out', {
      signal: AbortSignal.abort(),
    })
    const told = `Interrupted; the answers so far are kept in ${join(dir, 'cache')}, and the same command goes on.\n`
    expect([code, stderr]).toEqual([130, told])
  })

  it('says that queries stand there more than once', async () => {
    await writeFile(join(dir, 'twice.tsv'), 'query\tgold\nnkie\tnike\nnkie\tnikee\n')
    const { stdout } = await run('--gold DIR/twice.tsv DIR/clean.tsv --no-thresholds --out DIR/out')
    expect(stdout).toMatch(/^twice\.tsv: 1 of the queries repeats an earlier one; .* 1 of these has another gold/m)
    expect(stdout).not.toMatch(/^clean\.tsv: /m)
    for (const name of ['report.md', 'report.html'])
      expect(await readFile(join(dir, 'out', name), 'utf8')).toContain('1 of the queries repeats an earlier one')
  })

  it('asks nothing where the report could not be written', async () => {
    const { code, stderr, requests } = await run('--gold DIR/gold.tsv --no-thresholds --out DIR/words.tsv/out')
    expect([code, requests]).toEqual([2, []])
    expect(stderr).toMatch(/words\.tsv\/out: cannot be written: .*words\.tsv is no folder\n$/)
  })

  it('explains itself', async () => {
    const { code, stdout } = await run('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--gold <files...>')
  })

  it('finds the limits that the project ships in order, and the gold set readable', async () => {
    const { code, stdout } = await run('--systems nothing --out DIR/out')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^gold\.jsonl nothing +722 /m)
  })
})
