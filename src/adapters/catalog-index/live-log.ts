import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { SpellerError } from '../../speller/errors.ts'
import { applyChanges } from './live-changes.ts'
import { createLiveNames, type LiveChange, type LiveNames } from './live-names.ts'

const newLine = 10

/** Durable when it resolves; fails with `index_failed` where the file cannot be written. One at a time within a process. */
export async function appendChange(file: string, entry: LiveChange): Promise<void> {
  try {
    await append(file, entry)
  } catch (cause) {
    const message = `The change of names cannot be written to ${file}: ${(cause as Error).message}`
    throw new SpellerError('index_failed', message, { cause })
  }
}

async function append(file: string, entry: LiveChange): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
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
  let seen = { inode: 0, bytes: 0, lines: 0 }
  return {
    read() {
      const found = readFrom(file, seen)
      if (found.isOther) live = createLiveNames()
      const lines = found.isOther ? 0 : seen.lines
      const added = applyChanges(live, found.text, generation, { file, lines })
      seen = { inode: found.inode, bytes: found.bytes, lines: lines + added }
      return live
    },
  }
}

export function readLive(file: string, generation: string): LiveNames {
  return followLive(file, generation).read()
}

/** Whole lines from a place on, or, where the file is not the one that was seen, from its beginning. */
function readFrom(file: string, seen: { readonly inode: number; readonly bytes: number }) {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (isGone) return { inode: 0, bytes: 0, text: '', isOther: seen.bytes > 0 }
    throw new SpellerError('index_failed', `${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  try {
    const { ino, size } = fstatSync(handle)
    const isOther = seen.bytes > 0 && (ino !== seen.inode || size < seen.bytes)
    const from = isOther ? 0 : seen.bytes
    const buffer = new Uint8Array(size - from)
    const read = buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, from))
    const whole = read.subarray(0, read.lastIndexOf(newLine) + 1)
    return { inode: ino, bytes: from + whole.length, text: new TextDecoder().decode(whole), isOther }
  } finally {
    closeSync(handle)
  }
}
