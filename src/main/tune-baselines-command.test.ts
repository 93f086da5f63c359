import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scripted } from '../evaluate/testing.ts'
import type { SystemsRequest } from './evaluate-systems.ts'
import { captured } from './testing/captured.ts'
import { runTuneBaselinesCommand } from './tune-baselines-command.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-tune-'))
  await writeFile(join(dir, 'gold.tsv'), 'query\tgold\nnkie\tnike\nasics\tasics\n')
})
afterEach(() => rm(dir, { recursive: true }))

async function run(args: string) {
  const { written, ...streams } = captured()
  const requests: SystemsRequest[] = []
  const code = await runTuneBaselinesCommand({
    args: args.replaceAll('DIR', dir).split(' '),
    env: {},
    ...streams,
    now: () => new Date('2026-01-02T03:04:05.678Z'),
    openSystems: async (request) => {
      requests.push(request)
      const systems = request.systems.map((name) => scripted(`${name}, as chosen`, { nkie: ['nike', 'rewrite', 1] }))
      return { systems, close: async () => undefined }
    },
  })
  return { code, requests, ...written }
}

describe('runTuneBaselinesCommand', () => {
  it('prints a table of the wanted baselines, of all unless some are named', async () => {
    const { code, stdout, requests } = await run('--gold DIR/gold.tsv --share 50 --out DIR/out')
    expect(code).toBe(0)
    expect(stdout).toContain('| options | F0.5 at 50 % | precision |')
    expect(stdout).toContain('| symspell, as chosen | 1.000 | 100.0 % | 100.0 % | 0.00 % |')
    expect(requests.map(({ systems }) => systems)).toEqual([['symspell', 'hunspell']])
    const one = await run('--gold DIR/gold.tsv --systems hunspell --limit 1 --out DIR/out')
    expect(one.requests.map(({ systems }) => systems)).toEqual([['hunspell']])
  })

  it('helps under its own name, and measures nothing', async () => {
    const { stdout, ...rest } = await run('--help')
    expect(rest).toEqual({ code: 0, requests: [], stderr: '' })
    expect(stdout).toMatch(/^Usage: tune-baselines /)
    expect(stdout).toContain('--systems <names>')
    expect(stdout).not.toContain('--thresholds')
  })

  it.each([
    ['--nonsense', "unknown option '--nonsense'"],
    ['--thresholds DIR/t.json', "unknown option '--thresholds'"],
    ['--systems channel', 'Only baselines with options are tuned: symspell, hunspell.'],
    ['--systems symspell,context', 'Only baselines with options are tuned'],
    ['--share 100 --gold DIR/gold.tsv', 'is not between 0 and 100'],
    ['stray', 'too many arguments'],
    ['--gold DIR/none.tsv --out DIR/out', 'cannot be read'],
  ])('exits 2 for %s', async (args, message) => {
    const { code, stdout, stderr, requests } = await run(args)
    expect(stderr).toContain(message)
    expect([code, stdout, requests]).toEqual([2, '', []])
    expect(await readdir(dir)).toEqual(['gold.tsv'])
  })
})
