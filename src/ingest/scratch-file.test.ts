import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScratchFile } from './scratch-file.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-scratch-'))))
afterEach(() => rm(dir, { recursive: true }))

describe('createScratchFile', () => {
  it('keeps bytes under no name', async () => {
    const file = createScratchFile(join(dir, 'made'))
    expect(file.append(Uint8Array.of(1, 2, 3))).toBe(0)
    expect(file.append(Uint8Array.of(4, 5))).toBe(3)
    const into = new Uint8Array(4)
    expect([file.read(into, 1), ...into]).toEqual([4, 2, 3, 4, 5])
    expect([file.read(into, 3), into[0], into[1]]).toEqual([2, 4, 5])
    expect(await readdir(join(dir, 'made'))).toEqual([])
    file.close()
    expect(file.read(into, 0)).toBe(0)
  })

  it('makes nothing before it is written to', async () => {
    createScratchFile(join(dir, 'made')).close()
    expect(await readdir(dir)).toEqual([])
  })

  it('says where it found no room', async () => {
    const inTheWay = join(dir, 'file')
    await writeFile(inTheWay, '')
    const file = createScratchFile(inTheWay)
    expect(() => file.append(Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(inTheWay) as string }),
    )
  })
})
