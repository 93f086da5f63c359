import type { ScratchFile } from './scratch-file.ts'

/** Texts, of which the latest are in memory, and the others in a file. */
export interface TextStore {
  /** Where the text is, in [0, 2 ** 32 - 1): texts of 32 GiB find room. Later texts have later places. */
  put(text: string): number
  /** Quicker where places come in order. */
  read(place: number): string
  /** All of them with their places, in order. */
  entries(): Generator<readonly [place: number, text: string]>
  /** Lets go of all of them. */
  close(): void
}

const alignment = 8
const headerBytes = 4
const firstBytes = 1 << 16
/** In memory before they go to the file. */
const mostHeld = 1 << 22
/** Read at once: more and more while places come in order. */
const [leastRead, mostRead] = [1 << 12, 1 << 18]
const isNarrow = /^[\0-\xff]*$/

/** A text takes one byte a UTF-16 unit where that is enough, else two. */
export function createTextStore(file: ScratchFile, limit = mostHeld): TextStore {
  let held = Buffer.alloc(Math.min(firstBytes, limit))
  let used = 0
  let written = 0
  let window = Buffer.alloc(0)
  let windowAt = 0
  let windowEnd = 0

  const makeRoom = (size: number) => {
    if (used + size > limit && used > 0) {
      file.append(held.subarray(0, used))
      written += used
      used = 0
    }
    if (used + size <= held.length) return
    const longer = Buffer.alloc(Math.max(used + size, Math.min(limit, held.length * 2)))
    held.copy(longer, 0, 0, used)
    held = longer
  }

  const readAt = (bytes: Buffer, at: number) => {
    const header = bytes.readUInt32LE(at)
    const length = header >>> 1
    const from = at + headerBytes
    return header % 2 === 0
      ? bytes.toString('latin1', from, from + length)
      : bytes.toString('utf16le', from, from + length * 2)
  }

  /** Whether the text at this byte of the file is in the window as a whole. */
  const isInWindow = (at: number) => {
    if (at < windowAt || at + headerBytes > windowEnd) return false
    const header = window.readUInt32LE(at - windowAt)
    return at + headerBytes + (header >>> 1) * (header % 2 === 0 ? 1 : 2) <= windowEnd
  }

  const moveWindow = (at: number) => {
    const read = windowEnd - windowAt
    const isInOrder = at >= windowAt && at < windowEnd + read
    let size = isInOrder ? Math.min(read * 2, mostRead) : leastRead
    for (;;) {
      if (window.length < size) window = Buffer.alloc(size)
      windowAt = at
      windowEnd = at + file.read(window.subarray(0, size), at)
      if (isInWindow(at)) return
      size *= 2
    }
  }

  const read = (place: number): string => {
    const at = place * alignment
    if (at >= written) return readAt(held, at - written)
    if (!isInWindow(at)) moveWindow(at)
    return readAt(window, at - windowAt)
  }

  return {
    put(text) {
      const isWide = !isNarrow.test(text)
      const room = roomOf(text, isWide)
      makeRoom(room)
      held.writeUInt32LE(text.length * 2 + (isWide ? 1 : 0), used)
      held.write(text, used + headerBytes, isWide ? 'utf16le' : 'latin1')
      const place = (written + used) / alignment
      used += room
      return place
    },
    read,
    *entries() {
      for (let place = 0; place * alignment < written + used;) {
        const text = read(place)
        yield [place, text]
        place += roomOf(text, !isNarrow.test(text)) / alignment
      }
    },
    close() {
      held = Buffer.alloc(0)
      window = Buffer.alloc(0)
      used = written = windowAt = windowEnd = 0
    },
  }
}

/** In bytes. */
function roomOf(text: string, isWide: boolean): number {
  return Math.ceil((headerBytes + (isWide ? text.length * 2 : text.length)) / alignment) * alignment
}
