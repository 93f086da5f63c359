import { createBloomFilter } from './bloom-filter.ts'
import type { ScratchFile } from './scratch-file.ts'

/** A hash table in a file, of which little is in memory. */
export interface HashRun {
  /** The words of the slot that holds this hash, which last until the next call; undefined where there is none. */
  find(high: number, low: number): Uint32Array | undefined
}

/** Slots that are read at once: nearly always enough. */
const slotsRead = 32

/**
 * Writes the slots of an open-addressing table as they are: `slotWords` words each, of which the first two are a hash, whose low word
 * says where it is looked for, and both 0 where there is none. In memory stays a Bloom filter, 1.25 bytes for each of its `size` hashes.
 */
export function createHashRun(slots: Uint32Array, slotWords: number, size: number, file: ScratchFile): HashRun {
  const filter = createBloomFilter(size)
  for (let at = 0; at < slots.length; at += slotWords) if (!isEmpty(slots, at)) filter.add(slots[at]!, slots[at + 1]!)
  const start = file.append(new Uint8Array(slots.buffer, slots.byteOffset, slots.byteLength))
  const count = slots.length / slotWords
  const block = new Uint32Array(slotsRead * slotWords)
  const bytes = new Uint8Array(block.buffer)
  return {
    find(high, low) {
      if (!filter.mayHave(high, low)) return undefined
      let slot = low & (count - 1)
      for (;;) {
        const read = Math.min(slotsRead, count - slot)
        file.read(bytes, start + slot * slotWords * Uint32Array.BYTES_PER_ELEMENT)
        for (let at = 0; at < read * slotWords; at += slotWords) {
          if (isEmpty(block, at)) return undefined
          if (block[at] === high && block[at + 1] === low) return block.subarray(at, at + slotWords)
        }
        slot = (slot + read) & (count - 1)
      }
    },
  }
}

function isEmpty(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0
}
