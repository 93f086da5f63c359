import { maxRawLength, maxRecordBytes } from './feed-entry.ts'

export interface Line {
  /** From 1. */
  readonly line: number
  /** Without its line end and without a byte order mark; invalid bytes are U+FFFD. Only the beginning when `isTooLong`. */
  readonly text: string
  readonly isTooLong: boolean
}

export interface LineReader {
  /** Undefined behind the last line. A promise only where more bytes are to be waited for. */
  next(): Line | undefined | Promise<Line | undefined>
  /** Lets go of the source. */
  close(): Promise<void>
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Splits at LF or CRLF. Holds one line of at most `maxBytes` in memory; what an over-long one has beyond that is skipped. */
export function createLineReader(bytes: AsyncIterable<Uint8Array>, maxBytes = maxRecordBytes): LineReader {
  const source = bytes[Symbol.asyncIterator]()
  let buffer: Buffer = Buffer.alloc(0)
  let from = 0
  let line = 0
  /** Pieces of a line that the buffer before ended in. */
  let kept: Buffer[] = []
  let length = 0

  const keep = (to: number) => {
    if (from < to && length <= maxBytes) kept.push(buffer.subarray(from, to))
    length += to - from
    from = to
  }
  const lineIn = (whole: Buffer, start: number, to: number): Line => {
    const isTooLong = to - start > maxBytes
    const isCut = !isTooLong && to > start && whole[to - 1] === carriageReturn
    const end = isTooLong ? Math.min(to, start + maxRawLength) : isCut ? to - 1 : to
    const text = whole.toString('utf8', start, end)
    return { line: ++line, text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text, isTooLong }
  }
  const takeKept = (): Line => {
    const whole = kept.length === 1 ? kept[0]! : Buffer.concat(kept)
    kept = []
    length = 0
    return lineIn(whole, 0, whole.length)
  }
  /** The line that ends at this place. */
  const takeTo = (to: number): Line => {
    const start = from
    if (length > 0) keep(to)
    from = to + 1
    return length > 0 ? takeKept() : lineIn(buffer, start, to)
  }
  const readOn = async (): Promise<Line | undefined> => {
    for (;;) {
      keep(buffer.length)
      const read = await source.next()
      if (read.done) return length > 0 ? takeKept() : undefined
      buffer = Buffer.from(read.value.buffer, read.value.byteOffset, read.value.byteLength)
      from = 0
      const to = buffer.indexOf(lineFeed)
      if (to !== -1) return takeTo(to)
    }
  }
  return {
    next() {
      const to = buffer.indexOf(lineFeed, from)
      return to === -1 ? readOn() : takeTo(to)
    },
    async close() {
      await source.return?.()
    },
  }
}

/** The lines of a `LineReader`. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, maxBytes = maxRecordBytes): AsyncGenerator<Line> {
  const reader = createLineReader(bytes, maxBytes)
  try {
    for (;;) {
      const read = reader.next()
      const line = read instanceof Promise ? await read : read
      if (line === undefined) return
      yield line
    }
  } finally {
    await reader.close()
  }
}
