import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockIngestion, lockPrecomputation } from './ingest-lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-lock-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Begins when the event loop has turned so many times. */
async function afterTurns(turns: number): Promise<() => Promise<void>> {
  for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next))
  return lockIngestion(dir)
}

describe('lockIngestion', () => {
  it('lets one of several in that begin at nearly the same moment in one process', async () => {
    for (let round = 0; round < 60; round++) {
      const tries = await Promise.allSettled(Array.from({ length: 40 }, (_, turns) => afterTurns(turns)))
      const held = tries.filter((one) => one.status === 'fulfilled')
      expect(held).toHaveLength(1)
      for (const one of tries)
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'config_invalid' })
      await held[0]!.value()
      expect(await readdir(dir)).toEqual([])
    }
  })

  it('makes the folder, and says what to do where it cannot be written into', async () => {
    const unlock = await lockIngestion(join(dir, 'a', 'b'))
    await unlock()
    await writeFile(join(dir, 'file'), '')
    for (const lock of [lockIngestion, lockPrecomputation])
      await expect(lock(join(dir, 'file', 'data'))).rejects.toMatchObject({
        code: 'config_invalid',
        message: expect.stringMatching(/^QUERYMEND_DATA: .*ENOTDIR.*write into\.$/) as string,
      })
  })

  it('takes over from a process that is gone', async () => {
    await writeFile(join(dir, 'ingest.lock'), 'process 99999999\n')
    const unlock = await lockIngestion(dir)
    await expect(lockIngestion(dir)).rejects.toThrow(/another ingestion/)
    await unlock()
  })
})
