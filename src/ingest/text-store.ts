/** Texts outside of the heap, at one byte a UTF-16 unit where that is enough, else two. */
export interface TextStore {
  /** In use, without what is set aside. */
  readonly bytes: number
  /** Where the text is, in [0, 2 ** 32). */
  put(text: string): number
  /** `length` UTF-16 units, from `start`, of the text that was put at `place`. */
  read(place: number, start: number, length: number): string
}

const firstBytes = 1 << 16
const isNarrow = /^[\0-\xff]*$/

export function createTextStore(): TextStore {
  let buffer = Buffer.allocUnsafe(firstBytes)
  let used = 0

  const makeRoom = (size: number) => {
    const longer = Buffer.allocUnsafe(Math.max(used + size, Math.ceil(buffer.length * 1.5)))
    buffer.copy(longer, 0, 0, used)
    buffer = longer
  }

  return {
    get bytes() {
      return used
    },
    put(text) {
      const isWide = !isNarrow.test(text)
      const size = isWide ? text.length * 2 : text.length
      if (used + size > buffer.length) makeRoom(size)
      buffer.write(text, used, isWide ? 'utf16le' : 'latin1')
      // Texts begin at even bytes, which leaves a bit to tell the two kinds apart.
      const place = isWide ? used + 1 : used
      used += size + (size % 2)
      return place
    },
    read(place, start, length) {
      if (place % 2 === 0) return buffer.toString('latin1', place + start, place + start + length)
      const at = place - 1 + start * 2
      return buffer.toString('utf16le', at, at + length * 2)
    },
  }
}
