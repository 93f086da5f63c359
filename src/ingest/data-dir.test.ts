import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDataDir } from './data-dir.ts'

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'querymend-data-'))))
afterEach(() => rmSync(dir, { recursive: true }))

describe('makeDataDir', () => {
  it('makes the folder and those above it, and takes one that is there', () => {
    const deep = join(dir, 'a/b/c')
    makeDataDir(deep, true)
    makeDataDir(deep, true)
    expect(existsSync(deep)).toBe(true)
  })

  it('refuses a file in its place, and below a file', () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const refused = (path: string) => {
      const message = `QUERYMEND_DATA: ${path} cannot be used`
      expect(() => makeDataDir(path, true)).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(message) as string }),
      )
    }
    refused(join(file, 'data'))
    refused(file)
  })

  it.skipIf(process.getuid?.() === 0)('refuses a folder that is for reading only where it is written into', () => {
    chmodSync(dir, 0o500)
    expect(() => makeDataDir(dir, true)).toThrow(/EACCES.*may write into\.$/)
    makeDataDir(dir, false)
  })

  it.skipIf(!existsSync('/proc/self'))('refuses a place where nothing can be made, instead of trying for ever', () => {
    for (const isWritten of [true, false])
      expect(() => makeDataDir('/proc/nope/data', isWritten)).toThrow(
        /^QUERYMEND_DATA: \/proc\/nope\/data cannot be used \(ENOENT.*may make and write into\.$/,
      )
  })
})
