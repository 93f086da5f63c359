import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../evaluate/report.ts'
import { runSystem } from '../evaluate/run-system.ts'
import type { System } from '../evaluate/system.ts'
import { answerOf } from '../evaluate/testing.ts'
import { openCacheIn } from './evaluate-cache.ts'
import { runEvaluateCommand } from './evaluate-command.ts'
import { openSystems } from './evaluate-systems.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-cache-'))
})
afterEach(() => rm(dir, { recursive: true }))

const cases = ['nkie', 'makta', 'late', 'asics'].map((query) => ({ query }))

/** Counts what it is asked; dies at `deadly`, and is late for "late". */
function counting(deadly?: string): System & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    label: 'counting',
    asked,
    async answer(query, locale) {
      if (query === deadly) throw new Error('killed')
      asked.push(locale === undefined ? query : `${query}/${locale}`)
      return { ...answerOf(query, `${query}!`, 'suggest', NaN), isDegraded: query === 'late' }
    },
  }
}

describe('openCacheIn', () => {
  it('gives back what was kept, to another process too, and to its own system only', () => {
    const kept = openCacheIn(dir, () => new Date('2026-01-02T03:04:05.678Z'))('a')
    const answer = { ...answerOf('nkie', 'nike', 'rewrite', 0.9), reason: 'confident', evidence: [] } as const
    kept.put('nkie', answer)
    kept.put('makta', answerOf('makta', 'makta', 'keep', NaN))
    expect(kept.get('nkie')).toEqual(answer)
    kept.close()
    const again = openCacheIn(dir)('a')
    expect(again.get('nkie')).toEqual({ ...answer, keptFrom: '2026-01-02T03:04:05.678Z' })
    expect(again.get('makta')?.confidence).toBeNaN()
    expect(openCacheIn(dir)('b').get('nkie')).toBeUndefined()
  })

  it('skips the line that a killed run left half-written, and goes on after it', async () => {
    openCacheIn(dir)('a').put('nkie', answerOf('nkie', 'nike', 'rewrite', 0.9))
    await appendFile(join(dir, 'a.jsonl'), '{"key":"makta","answer":{"app')
    const kept = openCacheIn(dir)('a')
    expect([kept.get('nkie')?.applied, kept.get('makta')]).toEqual(['nike', undefined])
    kept.put('makta', answerOf('makta', 'makita', 'rewrite', 0.8))
    expect(openCacheIn(dir)('a').get('makta')?.applied).toBe('makita')
  })

  it('says what to do where the folder cannot be used', async () => {
    await writeFile(join(dir, 'file'), '')
    expect(() => openCacheIn(join(dir, 'file'))('a')).toThrow(/the cache cannot be used: .*--no-cache goes without/)
  })
})

describe('runSystem with kept answers', () => {
  it('goes on where a killed run ended, and asks nothing twice', async () => {
    const killed = counting('asics')
    const first = openCacheIn(dir)('a')
    // it dies in the warm-up: what only that answered is not kept
    await expect(runSystem(killed, cases, { kept: first })).rejects.toThrow('killed')
    const dying = counting()
    const controller = new AbortController()
    const onAnswer = (done: number) => done === 2 && controller.abort()
    await expect(runSystem(dying, cases, { kept: first, onAnswer, signal: controller.signal })).rejects.toThrow()
    const next = counting()
    const answers = await runSystem(next, cases, { kept: openCacheIn(dir)('a') })
    expect(new Set(next.asked)).toEqual(new Set(['late', 'asics']))
    expect([...answers.keys()]).toEqual(['nkie', 'makta', 'late', 'asics'])
    const last = counting()
    await runSystem(last, cases, { kept: openCacheIn(dir)('a') })
    expect(new Set(last.asked), 'an answer of a failing dependency is not kept').toEqual(new Set(['late']))
  })

  it('asks a remote system for each answer once, over all runs, and in each for those that never came', async () => {
    const [killed, next, last] = ['asics', undefined, undefined].map((deadly) => ({
      ...counting(deadly),
      isRemote: true,
    }))
    await expect(runSystem(killed!, cases, { kept: openCacheIn(dir)('a') })).rejects.toThrow('killed')
    await runSystem(next!, cases, { kept: openCacheIn(dir)('a') })
    await runSystem(last!, cases, { kept: openCacheIn(dir)('a') })
    expect([killed, next, last].map((one) => one!.asked)).toEqual([
      ['nkie', 'makta', 'late'],
      ['late', 'asics'],
      ['late'],
    ])
  })

  it('keeps a query apart by locale', async () => {
    const localised = [{ query: 'nkie' }, { query: 'nkie', locale: 'de' }]
    const system = counting()
    await runSystem(system, localised, { kept: openCacheIn(dir)('a') })
    expect(new Set(system.asked)).toEqual(new Set(['nkie', 'nkie/de']))
    const again = counting()
    await runSystem(again, localised, { kept: openCacheIn(dir)('a') })
    expect(again.asked).toEqual([])
  })
})

describe('the report of real systems', () => {
  const quiet = () => new Writable({ write: (_chunk, _encoding, done) => done() })
  const [earlier, later] = ['2026-01-01T02:03:04.567Z', '2026-01-02T03:04:05.678Z'] as const
  const run = async (out: string, args: string, at: string = later) =>
    runEvaluateCommand({
      args: `--systems nothing,channel --limit 12 --no-thresholds --catalog ${join(dir, 'feed.tsv')} --out ${join(dir, out)} ${args}`.split(
        ' ',
      ),
      env: {},
      stdout: quiet(),
      stderr: quiet(),
      now: () => new Date(at),
      openSystems,
    })
  const untimed = async (out: string) => {
    const read = async (file: string) => (await readFile(join(dir, out, file), 'utf8')).replaceAll(earlier, later)
    const withoutTime = (key: string, value: unknown) => (key === 'latencyMs' || key === 'cost' ? undefined : value)
    return {
      json: JSON.stringify(JSON.parse(await read('report.json'), withoutTime)),
      markdown: (await read('report.md')).split('## Latency')[0],
      html: (await read('report.html')).split('<section id="latency">')[0],
    }
  }

  it('is byte for byte the same again but for latency and cost, asked again or kept', async () => {
    // a part of the sample catalog: each run reads it anew
    const lines = (await readFile('catalog/sample.tsv', 'utf8')).split('\n')
    await writeFile(join(dir, 'feed.tsv'), lines.slice(0, 300).join('\n'))
    expect(await run('one', '--no-cache')).toBe(0)
    await run('two', `--cache ${join(dir, 'cache')}`, earlier)
    await run('three', `--cache ${join(dir, 'cache')}`)
    const first = await untimed('one')
    expect(first.html).toContain('<section id="settings">')
    expect(await untimed('two')).toEqual(first)
    expect(await untimed('three')).toEqual(first)
    const timesOf = async (out: string) =>
      (JSON.parse(await readFile(join(dir, out, 'report.json'), 'utf8')) as Report).sets[0]!.systems[1]!
    const { latencyMs: fresh, cost } = await timesOf('two')
    expect(fresh!.kept).toBeUndefined()
    expect(await timesOf('three')).toMatchObject({
      latencyMs: { ...fresh, kept: { n: fresh!.n, from: earlier, until: earlier } },
      cost,
    })
    const told = `| ${fresh!.n} of ${fresh!.n}, 2026-01-01 02:03Z |`
    const [mdTwo, mdThree] = await Promise.all(
      ['two', 'three'].map((out) => readFile(join(dir, out, 'report.md'), 'utf8')),
    )
    expect(mdThree).toContain(told)
    expect(mdThree).toContain('Kept answers come from earlier runs')
    expect(mdTwo).not.toContain('kept, given at')
    expect(await readFile(join(dir, 'three', 'report.html'), 'utf8')).toContain('Kept answers come from earlier runs')
  })
})
