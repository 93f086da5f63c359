import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { SpellerError } from '../../speller/errors.ts'

export interface LockTimes {
  /** A lock that is older is a killed process's. Far longer than any work under it takes. */
  readonly deadAfterMs: number
  readonly waitMs: number
}

const usualTimes: LockTimes = { deadAfterMs: 10_000, waitMs: 20_000 }

/**
 * The result of short work that no two processes do at once: the file is there meanwhile. Waits for others, and takes over from one that
 * was killed. Fails with `index_failed` where the wait is too long.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, times: LockTimes = usualTimes): Promise<T> {
  const token = randomUUID()
  const until = performance.now() + times.waitMs
  while (!(await create(path, token))) {
    if (performance.now() > until)
      throw new SpellerError('index_failed', `${path} is held by another process. Remove it if there is none.`)
    const dead = await deadHolder(path, times.deadAfterMs)
    if (dead === undefined) await pause(5 + Math.random() * 20)
    else await moveAway(path, dead)
  }
  try {
    return await work()
  } finally {
    if ((await contentOf(path)) === token) await rm(path, { force: true })
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** What the lock of a process that is gone holds. */
async function deadHolder(path: string, deadAfterMs: number): Promise<string | undefined> {
  const content = await contentOf(path)
  const stats = await stat(path).catch(() => undefined)
  return content !== undefined && stats && Date.now() - stats.mtimeMs > deadAfterMs ? content : undefined
}

/** Of two that find the same dead lock, one moves it; what the other one moved is put back when it is the first one's new lock. */
async function moveAway(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
    if ((await contentOf(aside)) !== dead) await link(aside, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
