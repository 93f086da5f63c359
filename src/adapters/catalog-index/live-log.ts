import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SpellerError } from '../../speller/errors.ts'
import { writeWhole } from './embedded-files.ts'
import { withLock } from './file-lock.ts'
import { applyChanges, compacted } from './live-changes.ts'
import { createLiveNames, type LiveChange, type LiveNames, noGeneration } from './live-names.ts'

const newLine = 10

/**
 * Durable when it resolves; fails with `index_failed` where the file cannot be written. `change` is asked while no other process
 * writes; undefined: nothing is written.
 */
export async function appendChange(file: string, change: () => LiveChange | undefined): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await withLock(lockOf(file), async () => {
      const entry = change()
      if (entry) await append(file, entry)
    })
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    const message = `The change of names cannot be written to ${file}: ${(cause as Error).message}`
    throw new SpellerError('index_failed', message, { cause })
  }
}

/**
 * Puts a shorter file in place of one whose changes come to less than it holds; `oldest`: the oldest generation there is. Whoever follows the file
 * reads the new one. Fails as its reading and writing do; the file is then as it was.
 */
export async function compactLive(file: string, oldest: string | undefined): Promise<void> {
  if (!existsSync(file)) return
  await withLock(lockOf(file), async () => {
    const bytes = new TextEncoder().encode(compacted(readLive(file, noGeneration), oldest))
    if (bytes.length < statSync(file).size) await writeWhole(file, bytes)
  })
}

const lockOf = (file: string) => `${file}.lock`

async function append(file: string, entry: LiveChange): Promise<void> {
  const handle = await open(file, 'a+')
  try {
    await dropCutOff(handle)
    await handle.appendFile(JSON.stringify(entry) + '\n')
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What a crash cut off must not swallow the next change. */
async function dropCutOff(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat()
  const last = await handle.read(new Uint8Array(1), 0, 1, Math.max(0, size - 1))
  if (size === 0 || last.buffer[0] === newLine) return
  const text = new Uint8Array(size)
  await handle.read(text, 0, size, 0)
  await handle.truncate(text.lastIndexOf(newLine) + 1)
}

/** The changes of a file as they apply to one generation. */
export interface LiveLog {
  /**
   * Reads what was appended since the last call; all of it, into other names, where the file was replaced or cut. A last
   * line cut off by a crash is no change; any other broken line fails with `catalog_invalid`.
   */
  read(): LiveNames
}

export function followLive(file: string, generation: string): LiveLog {
  let live = createLiveNames()
  let seen: Seen & { readonly lines: number } = { ...nothing, lines: 0 }
  return {
    read() {
      const found = readFrom(file, seen)
      if (found.isOther) live = createLiveNames()
      const lines = found.isOther ? 0 : seen.lines
      const added = applyChanges(live, found.text, generation, { file, lines })
      seen = { inode: found.inode, bytes: found.bytes, head: found.head, lines: lines + added }
      return live
    },
  }
}

export function readLive(file: string, generation: string): LiveNames {
  return followLive(file, generation).read()
}

/** What was read of a file. */
interface Seen {
  readonly inode: number
  readonly bytes: number
  /** The first bytes, by which one that was put in place of another is told apart where it got its inode. */
  readonly head: Uint8Array
}

const nothing: Seen = { inode: 0, bytes: 0, head: new Uint8Array(0) }
/** Holds the mark of a file that was made by compaction. */
const headBytes = 128

/** Whole lines from a place on, or, where the file is not the one that was seen, from its beginning. */
function readFrom(file: string, seen: Seen): Seen & { readonly text: string; readonly isOther: boolean } {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isGone) return { ...nothing, text: '', isOther: seen.bytes > 0 }
    throw new SpellerError('index_failed', `${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  try {
    const { ino, size } = fstatSync(handle)
    const start = bytesAt(handle, 0, Math.min(size, headBytes))
    const isSame = ino === seen.inode && size >= seen.bytes && seen.head.every((byte, i) => byte === start[i])
    const isOther = seen.bytes > 0 && !isSame
    const from = isOther ? 0 : seen.bytes
    const read = bytesAt(handle, from, size - from)
    const whole = read.subarray(0, read.lastIndexOf(newLine) + 1)
    const bytes = from + whole.length
    const head = start.subarray(0, Math.min(bytes, headBytes))
    return { inode: ino, bytes, head, text: new TextDecoder().decode(whole), isOther }
  } finally {
    closeSync(handle)
  }
}

function bytesAt(handle: number, from: number, length: number): Uint8Array {
  const buffer = new Uint8Array(length)
  return buffer.subarray(0, readSync(handle, buffer, 0, length, from))
}
