import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replaceFile } from './replace-file.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-replace-'))))
afterEach(() => rm(dir, { recursive: true }))

describe('replaceFile', () => {
  it('writes several texts one after another, of whatever number', async () => {
    async function* texts() {
      for (let i = 0; i < 4500; i++) yield `${i}\n`
    }
    await replaceFile(join(dir, 'a'), texts())
    expect(await readFile(join(dir, 'a'), 'utf8')).toBe(Array.from({ length: 4500 }, (_, i) => `${i}\n`).join(''))
    expect(await readdir(dir)).toEqual(['a'])
  })

  it('leaves the old text, and nothing beside it, where a text does not come', async () => {
    await writeFile(join(dir, 'a'), 'old')
    async function* broken() {
      yield 'new'
      throw new Error('away')
    }
    await expect(replaceFile(join(dir, 'a'), broken())).rejects.toThrow('away')
    expect([await readFile(join(dir, 'a'), 'utf8'), await readdir(dir)]).toEqual(['old', ['a']])
  })
})
