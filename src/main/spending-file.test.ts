import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SpellerError } from '../speller/errors.ts'
import { openSpendingFile } from './spending-file.ts'

let dir: string
let errors: SpellerError[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-spending-'))
  errors = []
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const today = '2026-01-31'
const open = (name = 'llm') => openSpendingFile(dir, name, today, (error) => errors.push(error))
const file = () => join(dir, `spending-llm-${today}.jsonl`)

describe('openSpendingFile', () => {
  it('sums what all processes add, also those that come later', () => {
    const [server, precompute] = [open(), open()]
    server.add(today, 0.1)
    precompute.add(today, 0.7)
    server.add(today, 0.2)
    server.add(today, -0.1)
    for (const each of [server, precompute, open()]) expect(each.of(today)).toBe(0.9)
    expect(open('workers-ai').of(today)).toBe(0)
    expect(errors).toEqual([])
  })

  it('begins each day at 0, and deletes the days before', async () => {
    await writeFile(join(dir, 'spending-llm-2026-01-30.jsonl'), 'not read')
    await writeFile(join(dir, 'spending-workers-ai-2026-01-30.jsonl'), 'of another')
    const server = open()
    server.add(today, 1)
    expect(server.of('2026-02-01')).toBe(0)
    server.add('2026-02-01', 2)
    expect(server.of('2026-02-01')).toBe(2)
    expect(await readdir(dir)).toEqual(['spending-llm-2026-02-01.jsonl', 'spending-workers-ai-2026-01-30.jsonl'])
  })

  it('begins anew where the file is deleted', async () => {
    const server = open()
    server.add(today, 1)
    expect(server.of(today)).toBe(1)
    await rm(file())
    expect(server.of(today)).toBe(0)
    server.add(today, 0.5)
    expect(server.of(today)).toBe(0.5)
  })

  it.each(['\n', '{"day":"2026-01-31"}\n', '{"cost":1}\n{"cost":"1"}\n'])('refuses %j of today', async (content) => {
    await writeFile(file(), content)
    expect(open).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(file()) as string }),
    )
  })

  it('tells of a later line that cannot be read, and waits for the end of one', async () => {
    const server = open()
    await appendFile(file(), '{"cost":1}\nnonsense\n{"cost":2}\n{"cos')
    expect(server.of(today)).toBe(3)
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('delete it to begin')])
    await appendFile(file(), 't":4}\n')
    expect(server.of(today)).toBe(7)
    expect(errors).toHaveLength(1)
  })

  it('tells of a cost that cannot be written, and counts it all the same', async () => {
    const server = open()
    server.add(today, 1)
    await rm(dir, { recursive: true })
    server.add(today, 2)
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('cannot be kept')])
    expect(server.of(today)).toBe(2)
  })
})
