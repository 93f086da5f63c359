import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDataDir } from './data-dir.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-data-dir-'))
})
afterEach(() => rm(dir, { recursive: true }))

describe('makeDataDir', () => {
  it('makes what is missing, and leaves what is there', () => {
    makeDataDir(join(dir, 'a', 'b'))
    makeDataDir(join(dir, 'a', 'b'))
    expect(statSync(join(dir, 'a', 'b')).isDirectory()).toBe(true)
  })

  it('refuses a file, and a place beneath one', async () => {
    const file = join(dir, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')])
      expect(() => makeDataDir(path)).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: expect.stringContaining(`${path} cannot be the data directory: `) as string,
        }),
      )
  })

  it.runIf(existsSync('/proc/self'))('fails at once where the system lets nobody make a directory', () => {
    expect(() => makeDataDir('/proc/nowhere/data')).toThrow(
      /\/proc\/nowhere\/data cannot be the data directory: ENOENT/,
    )
  })
})
