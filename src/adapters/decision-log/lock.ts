import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SpellerError } from '../../speller/errors.ts'

interface Holder {
  readonly pid: number
  /** Distinguishes a process from a later one of the same number; empty where the system does not tell. */
  readonly started: string
  readonly token: string
}

const held = new Set<string>()

/** Takes `file` for this process, or fails with `log_in_use` while a living process holds it. Returns the release. */
export async function takeLock(file: string): Promise<() => Promise<void>> {
  const mine: Holder = { pid: process.pid, started: await startOf(process.pid), token: randomUUID() }
  await mkdir(dirname(file), { recursive: true })
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: 'wx' })
      held.add(mine.token)
      return async () => {
        held.delete(mine.token)
        await rm(file, { force: true })
      }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
      const holder = await holderOf(file)
      if (holder !== undefined && (await isAlive(holder)))
        throw new SpellerError(
          'log_in_use',
          `The decision log is in use by process ${holder.pid} (${file}). It belongs to one process at a time: stop that one, ` +
            'choose another data directory (QUERYMEND_DATA), or let several share PostgreSQL (DATABASE_URL).',
          { cause },
        )
      await removeStale(file, holder)
    }
  }
  throw new SpellerError('log_failed', `The decision log is being opened by another process (${file}); try again`)
}

/** Sets the file aside first, so that a lock taken meanwhile is noticed and put back rather than removed. */
async function removeStale(file: string, stale: Holder | undefined) {
  const aside = `${file}.${randomUUID()}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  const found = await holderOf(aside)
  if (found?.token === stale?.token) await rm(aside, { force: true })
  else await rename(aside, file)
}

/** Undefined when the file is gone or half written. */
async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

async function isAlive({ pid, started, token }: Holder): Promise<boolean> {
  if (pid === process.pid) return held.has(token)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const now = await startOf(pid)
  return started === '' || now === '' || started === now
}

/** When the kernel says the process began, in clock ticks since boot. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
