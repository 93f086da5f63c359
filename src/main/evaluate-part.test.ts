import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../evaluate/report.ts'
import { scripted } from '../evaluate/testing.ts'
import { runEvaluateCommand } from './evaluate-command.ts'
import { captured } from './testing/captured.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-evaluate-part-'))
  await writeFile(join(dir, 'own.json'), '{"gold.jsonl": {"context": {"accuracy": ">=0.9"}}}')
})
afterEach(() => rm(dir, { recursive: true }))

/** Of a system that never corrects, on the gold set that the project ships. */
async function run(args: string) {
  const { written, ...streams } = captured()
  const code = await runEvaluateCommand({
    args: `--systems context --no-cache --out ${dir}/out ${args}`.trim().split(' '),
    env: {},
    now: () => new Date(),
    openSystems: async () => ({ systems: [scripted('context', {})], close: async () => undefined }),
    ...streams,
  })
  const { checks } = JSON.parse(await readFile(join(dir, 'out/report.json'), 'utf8')) as Report & { checks: unknown[] }
  return { code, checks: checks.length, stdout: written.stdout }
}

describe('npm run evaluate -- --limit', () => {
  it('holds no part of a set to the limits of whole ones, and says so', async () => {
    const { code, checks, stdout } = await run('--limit 30')
    expect([code, checks]).toEqual([0, 0])
    expect(stdout).toMatch(/^gold\.jsonl context +30 /m)
    expect(stdout).toContain(
      'No threshold is checked: they are of whole sets, and --limit 30 takes a part. Give --thresholds FILE to check some all the same.\n',
    )
    expect((await run('')).code).toBe(1)
  })

  it('holds it to those that are asked for by name, the usual ones too', async () => {
    const own = await run(`--limit 30 --thresholds ${dir}/own.json`)
    expect([own.code, own.checks, own.stdout]).toEqual([1, 1, expect.stringContaining('1 of 1 thresholds are past')])
    const usual = await run('--limit 30 --thresholds eval/thresholds.json')
    expect([usual.code, usual.stdout]).toEqual([1, expect.not.stringContaining('No threshold is checked')])
  })

  it('says nothing of thresholds where none were wanted', async () => {
    expect((await run('--limit 30 --no-thresholds')).stdout).not.toContain('threshold')
  })
})

describe('npm run evaluate over a part of the catalog', () => {
  it('holds nothing to the limits of the whole one, and says so', async () => {
    await writeFile(join(dir, 'words.tsv'), 'word\nNike\n')
    const note =
      'Those of eval/thresholds.json are of the gold files beside it, each over the whole of its sample catalog (gold.jsonl: catalog/sample.tsv).\n'
    for (const args of [`--without ${dir}/words.tsv`, `--gold eval/gold.jsonl@without=${dir}/words.tsv`]) {
      const { code, checks, stdout } = await run(args)
      expect([code, checks, stdout]).toEqual([0, 0, expect.stringContaining(note)])
      expect((await run(`${args} --thresholds ${dir}/own.json`)).code).toBe(1)
    }
    expect((await run('')).stdout).not.toContain(note)
  })
})
