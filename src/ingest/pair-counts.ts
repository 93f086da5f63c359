import type { BigramCount } from '../speller/types.ts'
import { CountTable, countWord } from './count-table.ts'
import type { Listing } from './listing.ts'
import { createRecordParts, parts, type RecordParts } from './record-parts.ts'
import { createScratchFile, type ScratchFile } from './scratch-file.ts'

export interface PairCountsOptions {
  /** Different pairs that are held in memory, 23 bytes each or more; the others are in a file. */
  readonly held: number
  /** Where the file is. Default: the system's folder (`TMPDIR`). */
  readonly spillDir?: string | undefined
}

export interface PairListOptions {
  /** At most so many: the rarest are left out, by the least count that is enough for that. */
  readonly most: number
  readonly isKept?: (a: number, b: number, count: number) => boolean
  readonly formOf: (a: number, b: number) => string
}

const slotWords = 4
const width = countWord + 1
/** Counts from here on are one to a limit. */
const mostTold = 1 << 16
/** Words that are read or written at once. */
const bufferWords = width << 12

/** Counts of pairs of unsigned 32-bit numbers. Exact, in bounded memory. */
export class PairCounts {
  readonly #held: number
  readonly #file: ScratchFile
  readonly #keptFile: ScratchFile
  readonly #spilled: RecordParts
  #table = new CountTable(slotWords)
  #isSpilled = false

  constructor({ held, spillDir }: PairCountsOptions) {
    this.#held = held
    this.#file = createScratchFile(spillDir)
    this.#keptFile = createScratchFile(spillDir)
    this.#spilled = createRecordParts(this.#file, width)
  }

  /** The first `size` of these pairs, two words each. */
  add(pairs: Int32Array, size: number): void {
    this.#table.lookAhead(pairs, size)
    for (let i = 0; i < size; i++) {
      const at = this.#table.put(pairs[i * 2]!, pairs[i * 2 + 1]!)
      this.#table.words[at + countWord]!++
      if (this.#table.size >= this.#held) this.#spill()
    }
  }

  #spill(): void {
    this.#spilled.add(this.#table.packed(width))
    this.#table.clear()
    this.#isSpilled = true
  }

  /** Every pair once, in records that last until the next ones. */
  *#records(): Generator<Uint32Array> {
    if (!this.#isSpilled) {
      yield this.#table.packed(width)
      return
    }
    this.#spill()
    const table = (this.#table = new CountTable(slotWords))
    for (let part = 0; part < parts; part++) {
      for (const words of this.#spilled.read(part))
        for (let from = 0; from < words.length; from += width) {
          const at = table.put(words[from]!, words[from + 1]!)
          table.words[at + countWord]! += words[from + countWord]!
        }
      if (table.size === 0) continue
      yield table.packed(width)
      table.clear()
    }
    this.#file.close()
  }

  /** In an order that depends on nothing but what was added. To be called once; nothing is added afterwards. */
  list({ most, isKept = () => true, formOf }: PairListOptions): Listing<BigramCount> {
    const byCount = new Float64Array(mostTold + 1)
    const kept = createKept(this.#keptFile)
    for (const words of this.#records())
      for (let at = 0; at < words.length; at += width) {
        const count = words[at + countWord]!
        if (!isKept(words[at]!, words[at + 1]!, count)) continue
        byCount[Math.min(count, mostTold)]!++
        kept.add(words, at)
      }
    this.#table = new CountTable(slotWords)
    const { least, length } = leastCount(byCount, most)
    return {
      length,
      *[Symbol.iterator]() {
        for (const words of kept.read())
          for (let at = 0; at < words.length; at += width) {
            const count = words[at + countWord]!
            if (count >= least) yield { form: formOf(words[at]!, words[at + 1]!), count }
          }
      },
    }
  }

  /** Lets go of all of them. */
  close(): void {
    this.#table = new CountTable(slotWords)
    this.#file.close()
    this.#keptFile.close()
  }
}

/** Records in the order in which they were added, the first ones in the file. */
function createKept(file: ScratchFile) {
  const held = new Uint32Array(bufferWords)
  let used = 0
  let written = 0
  return {
    add(words: Uint32Array, at: number) {
      if (used === held.length) {
        file.append(new Uint8Array(held.buffer))
        written += used
        used = 0
      }
      for (let word = 0; word < width; word++) held[used++] = words[at + word]!
    },
    *read(): Generator<Uint32Array> {
      const buffer = new Uint32Array(written === 0 ? 0 : bufferWords)
      for (let from = 0; from < written; from += bufferWords) {
        file.read(new Uint8Array(buffer.buffer), from * Uint32Array.BYTES_PER_ELEMENT)
        yield buffer
      }
      yield held.subarray(0, used)
    },
  }
}

/** The least count with which at most so many are left, and how many these are. */
function leastCount(byCount: Float64Array, most: number): { readonly least: number; readonly length: number } {
  let length = byCount[mostTold]!
  let least = mostTold
  while (least > 1 && length + byCount[least - 1]! <= most) length += byCount[--least]!
  return { least, length }
}
