import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { correction, logged } from '../analyse/testing.ts'
import { runExportFinetuneCommand } from './export-finetune-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-export-'))))
afterEach(() => rm(dir, { recursive: true }))

const details = { context: ['Nike'], contextDetails: [{ kind: 'brand' as const, count: 9 }] }
async function filled() {
  const log = createMemoryLog()
  const decisions = [
    logged('nikee', { ...correction('nikee', 'nikee', 'nike'), ...details }, { feedback: ['accepted'] }),
    logged('hygeeni', { ...correction('hygeeni', 'hygeeni', 'hygiene'), ...details }, { feedback: ['reverted'] }),
    logged('old', { ...correction('old', 'old', 'gold'), context: ['Gold'] }, { labels: [{ kind: 'right' }] }),
    logged('jane@mail.example', {}, { labels: [{ kind: 'right' }] }),
    logged('long ago', { at: '2025-11-01T00:00:00.000Z' }, { labels: [{ kind: 'right' }] }),
  ]
  for (const { record, feedback, labels } of decisions) {
    log.append(record)
    for (const given of feedback) await log.feedback(given)
    for (const given of labels) await log.label(given)
  }
  return log
}
const run = async (args: string, env: Record<string, string> = {}) =>
  runLogCommand(runExportFinetuneCommand, args.replaceAll('DIR', dir).split(' '), { log: await filled(), env })
const examples =
  '{"q":"hygeeni","t":"hygeeni","n":[["b",1,"nike"]],"s":"reverted"}\n{"q":"nikee","t":"nike","n":[["b",1,"nike"]],"s":"accepted"}\n'

describe('runExportFinetuneCommand', () => {
  it('writes examples for the trainer, and says what it left out', async () => {
    const { code, stdout, stderr } = await run('--out DIR/new/shard.jsonl')
    expect([code, stderr]).toEqual([0, ''])
    expect(await readFile(join(dir, 'new/shard.jsonl'), 'utf8')).toBe(examples)
    expect(stdout.split('\n')).toEqual([
      `2 pairs of 4 told decisions (of 4) written to ${join(dir, 'new/shard.jsonl')}; queries settled: 1 labelled, 1 accepted, 1 reverted.`,
      'Left out: 1 decision with what looks like an e-mail address.',
      'Left out: 1 queries logged before kinds and counts of names were.',
      `training/train.py reads files whose names end in .jsonl.gz; ${join(dir, 'new/shard.jsonl')} is none of them.`,
      '',
    ])
    expect(await readdir(join(dir, 'new'))).toEqual(['shard.jsonl'])
  })

  it('gzips where the name says so, the same bytes each time', async () => {
    expect((await run('--out DIR/a.jsonl.gz')).stdout).not.toContain('train.py')
    await run('--out DIR/b.jsonl.gz')
    const [a, b] = await Promise.all(['a', 'b'].map((name) => readFile(join(dir, `${name}.jsonl.gz`))))
    expect(gunzipSync(a!).toString()).toBe(examples)
    expect(a!.equals(b!)).toBe(true)
  })

  it('writes conversations in the prompt that is asked when serving', async () => {
    const { code, stdout } = await run('--format chat --out DIR/chat.jsonl')
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('train.py')])
    const lines = (await readFile(join(dir, 'chat.jsonl'), 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(3)
    const { messages } = JSON.parse(lines[1]!) as { messages: { role: string; content: string }[] }
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(messages[0]!.content).toMatch(/^You correct .*Retrieved context: Nike\nQuery: nikee\nCorrection:$/s)
    expect(messages[1]!.content).toBe('nike')
  })

  it('writes the system message of a prompt that has one', async () => {
    const env = { QUERYMEND_PROMPT: 'prompts/correct.v2.chat.txt' }
    expect((await run('--format chat --out DIR/chat.jsonl', env)).code).toBe(0)
    const [line] = (await readFile(join(dir, 'chat.jsonl'), 'utf8')).split('\n')
    const { messages } = JSON.parse(line!) as { messages: { role: string; content: string }[] }
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant'])
    expect(messages[1]!.content).toMatch(/^Retrieved context: .*\nQuery: .+$/)
  })

  it.each([
    ['', "required option '--out <file>' not specified"],
    ['--out DIR/x --format lora', 'Allowed choices are examples, chat'],
    ['--out DIR/x --since tomorrow', 'Write 7d, 12h or 2w'],
    ['--out DIR/x --since 2026-03-01', 'is not before the end of the period'],
  ])('exits 2 for "%s"', async (args, message) => {
    const { code, stderr } = await run(args)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
    expect(await readdir(dir)).toEqual([])
  })

  it('exits 2 where it cannot write', async () => {
    await writeFile(join(dir, 'file'), '')
    const { code, stderr } = await run('--out DIR/file/x.jsonl')
    expect(stderr).toContain('file/x.jsonl: cannot be written')
    expect(code).toBe(2)
  })
})
