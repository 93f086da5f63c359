import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesInMemory, type ByteSource } from './byte-source.ts'
import { openPagedFile } from './paged-file.ts'

const pageSize = 4096
/** More pages than are kept. */
const bytes = Uint8Array.from({ length: 1100 * pageSize + 100 }, (_, i) => (i * 31 + (i >>> 12)) % 251)
let dir: string
let paged: ByteSource
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-byte-source-'))
  writeFileSync(join(dir, 'file'), bytes)
  paged = openPagedFile(join(dir, 'file'))
})
afterAll(() => {
  paged.close()
  rmSync(dir, { recursive: true })
})

describe('a paged file', () => {
  it('gives what the file holds, wherever a stretch begins and however many pages it crosses', () => {
    const memory = bytesInMemory(bytes)
    expect(paged.size).toBe(memory.size)
    const stretch = fc.record({
      at: fc.oneof(
        fc.nat(bytes.length),
        fc.nat(1100).map((page) => page * pageSize),
      ),
      length: fc.oneof(fc.nat(200), fc.nat(3 * pageSize)),
    })
    fc.assert(
      fc.property(stretch, ({ at, length: wanted }) => {
        const length = Math.min(wanted, bytes.length - at)
        expect(Buffer.compare(paged.page(at, length), memory.page(at, length))).toBe(0)
        expect(Buffer.compare(paged.read(at, length), memory.read(at, length))).toBe(0)
        expect(paged.read(at, length).byteOffset % 8).toBe(0)
      }),
    )
  })

  it('gives the same again once a page is no longer kept', () => {
    for (let round = 0; round < 2; round++)
      for (let at = 7; at < bytes.length; at += pageSize) expect(paged.page(at, 1)[0]).toBe(bytes[at])
  })

  it('ends where the file ends', () => {
    expect(paged.read(bytes.length - 3, 10)).toEqual(bytes.subarray(-3))
    expect(paged.read(bytes.length + 3, 10)).toHaveLength(0)
  })

  it('is readable after the file was removed, and not once it is closed', () => {
    const file = join(dir, 'removed')
    writeFileSync(file, 'abcdef')
    const source = openPagedFile(file)
    rmSync(file)
    expect(new TextDecoder().decode(source.page(2, 3))).toBe('cde')
    source.close()
    expect(() => source.read(0, 1)).toThrow()
  })
})
