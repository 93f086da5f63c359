import type { ScratchFile } from './scratch-file.ts'

/** Records of unsigned 32-bit words in a file. */
export interface RecordParts {
  /** Takes the first `size` records of these words. */
  add(words: Uint32Array, size: number): void
  /**
   * All records whose first word has these highest 8 bits, those added first before the others. The array is written anew for the
   * next ones.
   */
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
 * Partitions records by the first word, a hash: records of equal keys are in one part, of which each is small enough for memory
 * where all together are not.
 */
export function createRecordParts(file: ScratchFile, width: number): RecordParts {
  const blocks: Block[] = []
  let buffer = new Uint32Array(0)
  return {
    add(words, size) {
      const before = new Uint32Array(parts + 1)
      for (let record = 0; record < size; record++) before[partOf(words[record * width]!) + 1]!++
      for (let part = 0; part < parts; part++) before[part + 1]! += before[part]!
      const order = new Uint32Array(size)
      const next = before.slice()
      for (let record = 0; record < size; record++) order[next[partOf(words[record * width]!)]!++] = record
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

function partOf(word: number): number {
  return word >>> (32 - partBits)
}

function bytesOf(words: Uint32Array, length: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, length * Uint32Array.BYTES_PER_ELEMENT)
}
