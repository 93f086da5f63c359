import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SpellerError } from '../speller/errors.ts'
import { openSpendingFile } from './spending-file.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-spending-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('openSpendingFile', () => {
  it('gives the next process what was saved last', async () => {
    const path = join(dir, 'data', 'spending.json')
    const file = openSpendingFile(path, () => expect.unreachable())
    expect(file.last).toBeUndefined()
    for (const cost of [1, 2, 3.5]) file.save('2026-01-31', cost)
    await vi.waitFor(() =>
      expect(openSpendingFile(path, () => undefined).last).toEqual({ day: '2026-01-31', cost: 3.5 }),
    )
  })

  it.each(['', '{"day":"yesterday","cost":1}', '{"day":"2026-01-31"}'])('refuses %j', async (content) => {
    const path = join(dir, 'spending.json')
    await writeFile(path, content)
    expect(() => openSpendingFile(path, () => undefined)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(path) as string }),
    )
    expect(await readFile(path, 'utf8')).toBe(content)
  })

  it('tells of a cost that cannot be written', async () => {
    const errors: SpellerError[] = []
    const path = join(dir, 'gone', 'spending.json')
    const file = openSpendingFile(path, (error) => errors.push(error))
    await rm(join(dir, 'gone'), { recursive: true })
    file.save('2026-01-31', 1)
    await vi.waitFor(() => expect(errors).toHaveLength(1))
  })
})
