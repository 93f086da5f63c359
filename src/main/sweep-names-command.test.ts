import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerOf } from '../evaluate/testing.ts'
import { parsePage } from '../report/dom.ts'
import { sweptLabel, type SystemsRequest } from './evaluate-systems.ts'
import { runSweepCommand } from './sweep-names-command.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-sweep-'))
  const rows = Array.from({ length: 20 }, (_, i) => `q${i}\tright ${i}\n`)
  await writeFile(join(dir, 'gold.tsv'), ['query\tgold\n', ...rows].join(''))
})
afterEach(() => rm(dir, { recursive: true }))

/** With k names, the first 4 + 4k queries are put right, up to 16; the model alone knows nothing. */
async function openScripted({ systems, ks }: SystemsRequest) {
  const opened = systems.flatMap((name) =>
    ks!.map((k) => ({
      label: sweptLabel(name, k),
      async answer(query: string) {
        const at = Number(query.slice(1))
        const isRight = name === 'context' && at < Math.min(16, 4 + 4 * k)
        return answerOf(query, isRight ? `right ${at}` : query, isRight ? 'rewrite' : 'keep', 0.9)
      },
    })),
  )
  return { systems: opened, settings: { model: 'm1' }, close: async () => undefined }
}

async function run(args: string, env: Readonly<Record<string, string>> = {}) {
  const written = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    })
  const code = await runSweepCommand({
    args: args.replaceAll('DIR', dir).split(' '),
    env,
    stdout: into('stdout'),
    stderr: into('stderr'),
    openSystems: openScripted,
  })
  return { code, ...written }
}

describe('runSweepCommand', () => {
  it('counts exact answers for each number of names, and fits every law to them', async () => {
    const { code, stdout } = await run('--gold DIR/gold.tsv --k 8,0,1,2,4 --gain 1 --no-cache --out DIR/out')
    expect(code).toBe(0)
    expect(stdout).toContain('| 1 | 8 | 20 | 40.0 % | 21.9 % to 61.3 % |')
    const { sweeps } = JSON.parse(await readFile(join(dir, 'out', 'sweep.json'), 'utf8')) as {
      sweeps: { system: string; points: object[]; laws: { law: string; enough: number | null }[] }[]
    }
    expect(sweeps.map(({ system, points }) => [system, points])).toEqual([
      ['model-names', [0, 1, 2, 4, 8].map((k) => ({ k, hits: 0, n: 20 }))],
      ['context', [4, 8, 12, 16, 16].map((hits, i) => ({ k: [0, 1, 2, 4, 8][i], hits, n: 20 }))],
    ])
    expect(sweeps[0]!.laws.map(({ law, enough }) => [law, enough])).toEqual([
      ['bayesian', 0],
      ['power', 0],
      ['logistic', 0],
    ])
    for (const { enough } of sweeps[1]!.laws.filter(({ law }) => law !== 'power')) {
      expect(enough).toBeGreaterThan(2)
      expect(enough).toBeLessThan(9)
    }
  })

  it('draws a picture of each curve that stands on its own', async () => {
    await run('--gold DIR/gold.tsv --k 0,1,2 --no-cache --out DIR/out', { QUERYMEND_K: '2' })
    const files = (await readdir(join(dir, 'out'))).toSorted()
    expect(files).toEqual(['gold.tsv.context.svg', 'gold.tsv.model-names.svg', 'sweep.json', 'sweep.md'])
    const svg = await readFile(join(dir, 'out', 'gold.tsv.context.svg'), 'utf8')
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /)
    const drawn = parsePage(svg)
    expect([...drawn.querySelectorAll('circle')]).toHaveLength(3)
    expect([...drawn.querySelectorAll('[aria-label="line"] path')]).toHaveLength(3)
  })

  it('keeps files of one name in different folders apart', async () => {
    await mkdir(join(dir, 'de'))
    await writeFile(join(dir, 'de/gold.tsv'), 'query\tgold\nq0\tright 0\n')
    const { code } = await run('--gold DIR/gold.tsv DIR/de/gold.tsv --k 0,1,2 --no-cache --out DIR/out')
    expect(code).toBe(0)
    const { sweeps, choice } = JSON.parse(await readFile(join(dir, 'out', 'sweep.json'), 'utf8')) as {
      sweeps: { set: string; system: string; points: { hits: number; n: number }[] }[]
      choice: { sets: { set: string }[] }
    }
    const [one, other] = [join(dir, 'gold.tsv'), join(dir, 'de/gold.tsv')]
    expect(choice.sets.map(({ set }) => set)).toEqual([one, other])
    const served = sweeps.filter(({ system }) => system === 'context')
    expect(served.map(({ set, points }) => [set, points[0]])).toEqual([
      [one, { k: 0, hits: 4, n: 20 }],
      [other, { k: 0, hits: 1, n: 1 }],
    ])
    expect(await readdir(join(dir, 'out'))).toContain(`${encodeURIComponent(other)}.context.svg`)
  })

  it.each([
    ['8', 'stands', 0],
    ['1', 'raise', 1],
  ])('checks the %s names in force, measured whether asked for or not', async (k, verdict, expected) => {
    const flags = '--gold DIR/gold.tsv --k 0,2,4,16 --gain 1 --no-cache --out DIR/out'
    expect((await run(flags, { QUERYMEND_K: k })).code).toBe(0)
    expect((await run(`${flags} --check`, { QUERYMEND_K: k })).code).toBe(expected)
    const { choice, sweeps } = JSON.parse(await readFile(join(dir, 'out', 'sweep.json'), 'utf8')) as {
      choice: { inForce: number; verdict: string }
      sweeps: { points: { k: number }[] }[]
    }
    expect(choice).toMatchObject({ inForce: Number(k), verdict })
    expect(sweeps[1]!.points.map((point) => point.k)).toContain(Number(k))
  })

  it.each([
    ['--gold DIR/none.tsv', 'none.tsv: cannot be read'],
    ['--gold DIR/gold.tsv DIR/gold.tsv', 'gold.tsv: given twice'],
    ['--k 0,1,17', 'They must be integers from 0 to 16.'],
    ['--k 0,1,1', 'A curve needs at least three different ones.'],
    ['--gain 0', 'It must be a number above 0'],
    ['--limit 0', 'It must be an integer from 1 on.'],
  ])('exits 2 for %s', async (args, message) => {
    const { code, stderr } = await run(`${args} --out DIR/out`)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})
