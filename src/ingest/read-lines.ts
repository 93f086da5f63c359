import { maxRawLength, maxRecordBytes } from './feed-entry.ts'

export interface Line {
  /** From 1. */
  readonly line: number
  /** Without its line end and without a byte order mark; invalid bytes are U+FFFD. Only the beginning when `isTooLong`. */
  readonly text: string
  readonly isTooLong: boolean
}

/** Splits at LF or CRLF. Holds one line of at most `maxBytes` in memory; what an over-long one has beyond that is skipped. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, maxBytes = maxRecordBytes): AsyncGenerator<Line> {
  let line = 1
  let kept: Buffer[] = []
  let length = 0
  const keep = (piece: Buffer) => {
    if (length <= maxBytes) kept.push(piece)
    length += piece.length
  }
  const take = (): Line => {
    const whole = kept.length === 1 ? kept[0]! : Buffer.concat(kept)
    const isTooLong = length > maxBytes
    const end = !isTooLong && whole[whole.length - 1] === 0x0d ? whole.length - 1 : whole.length
    const text = whole.toString('utf8', 0, isTooLong ? maxRawLength : end)
    kept = []
    length = 0
    return { line, text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text, isTooLong }
  }
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let from = 0
    for (let to = buffer.indexOf(0x0a); to !== -1; to = buffer.indexOf(0x0a, from)) {
      keep(buffer.subarray(from, to))
      yield take()
      line++
      from = to + 1
    }
    if (from < buffer.length) keep(buffer.subarray(from))
  }
  if (length > 0) yield take()
}
