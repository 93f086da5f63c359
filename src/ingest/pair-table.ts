const firstRecords = 1 << 10
const recordsPerSlot = 0.6

/** Words of a record that hold its key; the others are the caller's, 0 at first. */
export const keyWords = 2

/**
 * Records of unsigned 32-bit words by a key of two numbers, in one array, in the order in which their keys came first. Takes
 * 4 bytes a word and 7 to 13 bytes a record.
 */
export interface PairTable {
  readonly size: number
  /** All records, `width` words each. Another array once the table has grown: not to be kept across `put`. */
  readonly words: Uint32Array
  /** Where in `words` the record of this key starts, made when it is new. */
  put(a: number, b: number): number
  /** The same for a record that is there; -1 for none. */
  find(a: number, b: number): number
  /** Leaves no record, and the room that was made. */
  clear(): void
}

export function createPairTable(width: number): PairTable {
  let words = new Uint32Array(firstRecords * width)
  let slots = new Uint32Array(slotsFor(firstRecords))
  let size = 0

  /** The slot of this key, or the free one where it belongs. A slot holds the number of its record, from 1. */
  const slotOf = (a: number, b: number): number => {
    const mask = slots.length - 1
    let slot = hash(a, b) & mask
    for (;;) {
      const record = slots[slot]!
      if (record === 0) return slot
      const at = (record - 1) * width
      if (words[at] === a && words[at + 1] === b) return slot
      slot = (slot + 1) & mask
    }
  }

  const grow = () => {
    const longer = new Uint32Array(words.length * 2)
    longer.set(words)
    words = longer
    slots = new Uint32Array(slotsFor(words.length / width))
    const mask = slots.length - 1
    for (let record = 0; record < size; record++) {
      let slot = hash(words[record * width]!, words[record * width + 1]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = record + 1
    }
  }

  return {
    get size() {
      return size
    },
    get words() {
      return words
    },
    put(a, b) {
      let slot = slotOf(a, b)
      const record = slots[slot]!
      if (record !== 0) return (record - 1) * width
      if ((size + 1) * width > words.length) {
        grow()
        slot = slotOf(a, b)
      }
      const at = size * width
      words[at] = a
      words[at + 1] = b
      slots[slot] = ++size
      return at
    },
    find(a, b) {
      const record = slots[slotOf(a, b)]!
      return record === 0 ? -1 : (record - 1) * width
    },
    clear() {
      words.fill(0, 0, size * width)
      slots.fill(0)
      size = 0
    },
  }
}

function slotsFor(records: number): number {
  return 2 ** Math.ceil(Math.log2(records / recordsPerSlot))
}

function hash(a: number, b: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
