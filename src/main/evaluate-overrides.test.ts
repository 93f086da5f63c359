import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../evaluate/report.ts'
import { runEvaluateCommand } from './evaluate-command.ts'
import { openSystems } from './evaluate-systems.ts'
import { captured } from './testing/captured.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-evaluate-overrides-'))
  const products = [
    ...Array.from({ length: 60 }, (_, i) => `${i}\tMakita Cordless Drill\tMakita`),
    'b1\tMakito Garden Hose\tMakito',
  ]
  await writeFile(join(dir, 'feed.tsv'), ['id\ttitle\tbrand', ...products, ''].join('\n'))
  await writeFile(
    join(dir, 'gold.tsv'),
    'query\tgold\nmakito cordless drill\tmakito cordless drill\nmakta drill\tmakita drill\nhoover\tvacuum\n',
  )
})
afterEach(() => rm(dir, { recursive: true }))

async function run(args = '') {
  const { written, ...streams } = captured()
  const code = await runEvaluateCommand({
    args: `--gold DIR/gold.tsv --catalog DIR/feed.tsv --systems nothing,channel --no-cache --no-thresholds --out DIR/out ${args}`
      .trim()
      .replaceAll('DIR', dir)
      .split(' '),
    env: {},
    now: () => new Date(),
    openSystems,
    ...streams,
  })
  return { code, stderr: written.stderr }
}
async function answers(): Promise<{
  settings: Report['settings']
  broken: readonly string[]
  missed: readonly string[]
}> {
  const { sets, settings } = JSON.parse(await readFile(join(dir, 'out/report.json'), 'utf8')) as Report
  const channel = sets[0]!.systems.find(({ system }) => system === 'channel')!
  const queries = (rows: readonly { query: string }[]) => rows.map(({ query }) => query)
  return { settings, broken: queries(channel.falseCorrections), missed: queries(channel.misses) }
}

describe('npm run evaluate -- --overrides', () => {
  it('measures without rules unless told which', async () => {
    expect(await run()).toMatchObject({ code: 0 })
    expect(await answers()).toMatchObject({ broken: ['makito cordless drill'], missed: ['hoover'] })
    expect((await answers()).settings).not.toHaveProperty('overrides')
  })

  it('follows the rules of a file, also in what it takes for a brand', async () => {
    const rules = [
      { rule: 'protect', term: 'Makito' },
      { rule: 'map', from: 'hoover', to: 'vacuum' },
    ]
    await writeFile(join(dir, 'rules.jsonl'), rules.map((rule) => `${JSON.stringify(rule)}\n`).join(''))
    expect(await run('--overrides DIR/rules.jsonl')).toMatchObject({ code: 0 })
    const { settings, ...others } = await answers()
    expect(others).toEqual({ broken: [], missed: [] })
    expect(settings['overrides']).toMatch(new RegExp(`^${join(dir, 'rules.jsonl')} [0-9a-f]{8}$`))
  })

  it.each([
    ['DIR/none.jsonl', 'none.jsonl: cannot be read: there is no such file'],
    ['DIR/gold.tsv', 'gold.tsv:1: not a JSON object'],
  ])('exits 2 where the file is %s', async (file, told) => {
    const { code, stderr } = await run(`--overrides ${file}`)
    expect([code, stderr]).toEqual([2, expect.stringContaining(told)])
  })
})
