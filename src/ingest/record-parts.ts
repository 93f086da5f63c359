import type { ScratchFile } from './scratch-file.ts'

/** Records of unsigned 32-bit words in a file, by their keys, which are their first two words. */
export interface RecordParts {
  add(words: Uint32Array): void
  /** The records of a part of all keys, those added first before the others. The array is written anew for the next ones. */
  read(part: number): Generator<Uint32Array>
}

const partBits = 8
export const parts = 2 ** partBits
/** Words that are written at once. */
const bufferWords = 1 << 18

/** What was added by one call: where each part of it begins in the file, and how many records it has. */
interface Block {
  readonly at: number
  /** Records before each part, and behind the last one. */
  readonly before: Uint32Array
}

/**
 * Partitions records by a hash of their keys: those of equal keys are in one part, and each is small enough for memory where all
 * together are not.
 */
export function createRecordParts(file: ScratchFile, width: number): RecordParts {
  const blocks: Block[] = []
  let buffer = new Uint32Array(0)
  return {
    add(words) {
      const size = words.length / width
      const before = new Uint32Array(parts + 1)
      for (let record = 0; record < size; record++) before[partAt(words, record * width) + 1]!++
      for (let part = 0; part < parts; part++) before[part + 1]! += before[part]!
      const order = new Uint32Array(size)
      const next = before.slice()
      for (let record = 0; record < size; record++) order[next[partAt(words, record * width)]!++] = record
      const records = Math.floor(bufferWords / width)
      const out = new Uint32Array(Math.min(size, records) * width)
      let at: number | undefined
      for (let from = 0; from < size; from += records) {
        const to = Math.min(size, from + records)
        for (let i = from; i < to; i++) {
          const source = order[i]! * width
          const target = (i - from) * width
          for (let word = 0; word < width; word++) out[target + word] = words[source + word]!
        }
        const position = file.append(bytesOf(out, (to - from) * width))
        at ??= position
      }
      if (at !== undefined) blocks.push({ at, before })
    },

    *read(part) {
      for (const { at, before } of blocks) {
        const length = (before[part + 1]! - before[part]!) * width
        if (length === 0) continue
        if (buffer.length < length) buffer = new Uint32Array(length)
        file.read(bytesOf(buffer, length), at + before[part]! * width * Uint32Array.BYTES_PER_ELEMENT)
        yield buffer.subarray(0, length)
      }
    },
  }
}

function partAt(words: Uint32Array, at: number): number {
  return (Math.imul(words[at]!, 0x2c1b3c6d) ^ Math.imul(words[at + 1]!, 0x297a2d39)) >>> (32 - partBits)
}

function bytesOf(words: Uint32Array, length: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, length * Uint32Array.BYTES_PER_ELEMENT)
}
