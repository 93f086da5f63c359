import type { ScratchFile } from './scratch-file.ts'

/** Titles, of which the latest are in memory, and the others in a file. */
export interface TitleStore {
  /** Where the title is, in [0, 2 ** 32): titles of 32 GiB find room. Later titles have later places. */
  put(title: string): number
  /** Quick where places come in order. */
  read(place: number): string
  /** Lets go of all of them. */
  close(): void
}

const alignment = 8
const headerBytes = 4
const firstBytes = 1 << 16
/** In memory before they go to the file. */
const mostHeld = 1 << 22
/** Read at once. */
const windowBytes = 1 << 18
const isNarrow = /^[\0-\xff]*$/

/** A title takes one byte a UTF-16 unit where that is enough, else two. */
export function createTitleStore(file: ScratchFile, limit = mostHeld): TitleStore {
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

  /** Whether the title at this byte of the file is in the window as a whole. */
  const isInWindow = (at: number) => {
    if (at < windowAt || at + headerBytes > windowEnd) return false
    const header = window.readUInt32LE(at - windowAt)
    return at + headerBytes + (header >>> 1) * (header % 2 === 0 ? 1 : 2) <= windowEnd
  }

  const moveWindow = (at: number) => {
    if (window.length === 0) window = Buffer.alloc(windowBytes)
    for (;;) {
      windowAt = at
      windowEnd = at + file.read(window, at)
      if (isInWindow(at)) return
      window = Buffer.alloc(window.length * 2)
    }
  }

  return {
    put(title) {
      const isWide = !isNarrow.test(title)
      const size = headerBytes + (isWide ? title.length * 2 : title.length)
      const room = Math.ceil(size / alignment) * alignment
      makeRoom(room)
      held.writeUInt32LE(title.length * 2 + (isWide ? 1 : 0), used)
      held.write(title, used + headerBytes, isWide ? 'utf16le' : 'latin1')
      const place = (written + used) / alignment
      used += room
      return place
    },
    read(place) {
      const at = place * alignment
      if (at >= written) return readAt(held, at - written)
      if (!isInWindow(at)) moveWindow(at)
      return readAt(window, at - windowAt)
    },
    close() {
      held = Buffer.alloc(0)
      window = Buffer.alloc(0)
      used = written = windowAt = windowEnd = 0
    },
  }
}
