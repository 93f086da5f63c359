import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it, vi } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { typescript } from './bench/child.ts'
import { runWithoutOptions } from './command.ts'
import { captured } from './testing/captured.ts'

describe('runWithoutOptions', () => {
  const run = async (args: readonly string[], work = vi.fn(async () => 1 as const)) => {
    const { written, ...streams } = captured()
    const code = await runWithoutOptions(new Command('tidy').description('Tidies.'), { args, ...streams }, work)
    return { code, ...written, calls: work.mock.calls.length }
  }

  it('does the work where nothing else is asked for', async () => {
    expect(await run([])).toEqual({ code: 1, stdout: '', stderr: '', calls: 1 })
  })

  it('helps, and does nothing', async () => {
    const { stdout, ...rest } = await run(['--help'])
    expect(rest).toEqual({ code: 0, stderr: '', calls: 0 })
    expect(stdout).toContain('Tidies.')
  })

  it.each([
    [['--nonsense'], "unknown option '--nonsense'"],
    [['--port', '9300'], "unknown option '--port'"],
    [['stray'], 'too many arguments'],
  ])('refuses %s, and does nothing', async (args, message) => {
    const { stderr, ...rest } = await run(args)
    expect(rest).toEqual({ code: 2, stdout: '', calls: 0 })
    expect(stderr).toContain(message)
  })

  it('tells of what a person can mend', async () => {
    const work = vi.fn(async () => {
      throw new SpellerError('config_invalid', 'Set PORT.')
    })
    expect(await run([], work)).toMatchObject({ code: 2, stderr: 'Set PORT.\n' })
  })
})

describe('the programs without options', () => {
  it.each([
    ['server.ts', '--help', 0, 'Usage: serve '],
    ['server.ts', '--port=9300', 2, "unknown option '--port=9300'"],
    ['migrate.ts', '--help', 0, 'Usage: migrate '],
    ['client-pack.ts', '--help', 0, 'Usage: client:pack '],
    ['worker-bundle.ts', '--help', 0, 'Usage: worker:bundle '],
    ['worker/testing/figures.ts', '--help', 0, 'Usage: worker:figures '],
  ])('%s reads %s, and does nothing', async (program, argument, code, message) => {
    const dir = mkdtempSync(join(tmpdir(), 'querymend-programs-'))
    try {
      const ended = await endOf(dir, [...typescript, join(import.meta.dirname, program), argument])
      expect(ended.said).toContain(message)
      expect(ended.code).toBe(code)
      expect(readdirSync(dir)).toEqual([])
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})

/** Of a program with none of this process's settings, in a folder; a server, which would not end, is ended. */
async function endOf(cwd: string, args: readonly string[]) {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], PORT: '0' },
    timeout: 20_000,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}
