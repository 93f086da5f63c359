import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { runBenchCommand } from './bench-command.ts'

async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  const code = await runBenchCommand({ args, env: {}, stdout, stderr })
  return { code, out: text(stdout), err: text(stderr) }
}

describe('runBenchCommand', () => {
  it.each([
    ['--feed', 'nope.tsv', 'nope.tsv: cannot be read: there is no such file\n'],
    ['--feed', 'src', 'src: cannot be read: it is a directory\n'],
    ['--queries', 'nope.jsonl', 'nope.jsonl: cannot be read: ENOENT'],
  ])('refuses %s %s before it measures anything', async (option, value, message) => {
    const { code, out, err } = await run('retrieval', option, value)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})
