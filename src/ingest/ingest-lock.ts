import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import { makeDataDir } from './data-dir.ts'

const beatMs = 5_000
/** A holder that has not beaten for so long is gone, even if its process id lives on in another program. */
const deadAfterMs = 60_000
/** In a container a killed run and its successor have the same process id; this tells them apart. */
const heldHere = new Set<string>()

/**
 * One ingestion at a time per data directory, which is made where it is not there. Takes over the lock of a process that was
 * killed. Fails with `config_invalid` while another one runs, and where the directory cannot be written into. The result lets go.
 */
export function lockIngestion(dataDir: string): Promise<() => Promise<void>> {
  return lock(dataDir, 'ingest.lock', 'ingestion')
}

/** The same for precomputation, which may run beside an ingestion. */
export function lockPrecomputation(dataDir: string): Promise<() => Promise<void>> {
  return lock(dataDir, 'precompute.lock', 'precomputation')
}

async function lock(dataDir: string, file: string, work: string): Promise<() => Promise<void>> {
  makeDataDir(dataDir)
  const path = join(dataDir, file)
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path)) return hold(path)
    const found = await readHolder(path)
    if (found?.isAlive) {
      throw new SpellerError(
        'config_invalid',
        `another ${work} (${found.text.trim()}) works on ${dataDir}; wait for it, or remove ${path} if there is none`,
      )
    }
    if (found) await moveAway(path, found.text)
  }
  throw new SpellerError('config_invalid', `${path} is taken again and again; is another ${work} starting?`)
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx')
    // before the file says whose it is: another run of this process that reads it then must not take it for a dead one's
    heldHere.add(path)
    try {
      await file.writeFile(`process ${process.pid}\n`)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    heldHere.delete(path)
    throw error
  }
}

function hold(path: string): () => Promise<void> {
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  beat.unref()
  return async () => {
    clearInterval(beat)
    heldHere.delete(path)
    await rm(path, { force: true })
  }
}

async function readHolder(path: string): Promise<{ text: string; isAlive: boolean } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const ageMs = Date.now() - mtimeMs
    // Just created and not yet written.
    if (text === '') return { text, isAlive: ageMs < 1_000 }
    const pid = Number(text.replace('process ', ''))
    if (pid === process.pid) return { text, isAlive: heldHere.has(path) }
    return { text, isAlive: ageMs < deadAfterMs && isRunning(pid) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Of two that find the same dead lock, one moves it; what the other one moved is put back when it is the first one's new lock. */
async function moveAway(path: string, dead: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) !== dead) await link(aside, path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    await rm(aside, { force: true })
  }
}
