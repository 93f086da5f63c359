import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from './file-lock.ts'

let dir: string
let path: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-file-lock-'))
  path = join(dir, 'lock')
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('withLock', () => {
  it('lets one work at a time, and goes on after one that failed', async () => {
    let [inside, most] = [0, 0]
    const work = async (i: number) => {
      most = Math.max(most, ++inside)
      await pause(2)
      inside--
      if (i === 2) throw new Error('no')
      return i
    }
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((i) => withLock(path, () => work(i))))
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([
      0,
      1,
      'failed',
      3,
      4,
    ])
    expect(most).toBe(1)
    expect(existsSync(path)).toBe(false)
  })

  it('takes over from one that was killed, and only one of those that wait at a time', async () => {
    writeFileSync(path, 'of a killed process')
    utimesSync(path, new Date(0), new Date(0))
    let [inside, most] = [0, 0]
    const work = async () => {
      most = Math.max(most, ++inside)
      await pause(2)
      inside--
    }
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)))
    expect(most).toBe(1)
    expect(readdirSync(dir)).toEqual([])
  })

  it('gives up on one that lives, and leaves its lock', async () => {
    writeFileSync(path, 'of a living process')
    const waiting = withLock(path, async () => undefined, { deadAfterMs: 10_000, waitMs: 60 })
    await expect(waiting).rejects.toMatchObject({
      code: 'index_failed',
      message: expect.stringContaining(`${path} is held by another process`) as string,
    })
    expect(existsSync(path)).toBe(true)
  })
})
