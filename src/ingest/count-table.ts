const firstSlots = 1 << 10
const fullAt = 0.7

/** Word of a record behind its key of two words: at least 1 once the record is made. */
export const countWord = 2

/**
 * Records of unsigned 32-bit words by a key of two, in slots of one array, so that a record is found by one look at memory. Takes 4 bytes a
 * word of 1.4 to 2.9 slots for each record.
 */
export interface CountTable {
  readonly size: number
  /** Another array once the table has grown: not to be kept across `put`. */
  readonly words: Uint32Array
  /** Where in `words` the record of this key starts. The count of a new one is 0, and to be raised before the next one is put. */
  put(a: number, b: number): number
  /** The same of a record that is there; -1 for none. */
  find(a: number, b: number): number
  /** The first `width` words of all records side by side, in the table's own memory: it is to be cleared before others are put. */
  packed(width: number): Uint32Array
  /** Leaves no record, and the room that was made. */
  clear(): void
}

/** `slotWords`: a power of two, 4 or more. */
export function createCountTable(slotWords: number): CountTable {
  let words = new Uint32Array(firstSlots * slotWords)
  let size = 0

  const slotOf = (a: number, b: number): number => {
    const mask = words.length - 1
    const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
    let at = ((mixed ^ (mixed >>> 15)) * slotWords) & mask
    while (words[at + countWord] !== 0 && (words[at] !== a || words[at + 1] !== b)) at = (at + slotWords) & mask
    return at
  }

  const grow = () => {
    const old = words
    words = new Uint32Array(old.length * 2)
    for (let from = 0; from < old.length; from += slotWords) {
      if (old[from + countWord] === 0) continue
      const at = slotOf(old[from]!, old[from + 1]!)
      for (let word = 0; word < slotWords; word++) words[at + word] = old[from + word]!
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
      let at = slotOf(a, b)
      if (words[at + countWord] !== 0) return at
      if (size * slotWords >= words.length * fullAt) {
        grow()
        at = slotOf(a, b)
      }
      size++
      words[at] = a
      words[at + 1] = b
      return at
    },
    find(a, b) {
      const at = slotOf(a, b)
      return words[at + countWord] === 0 ? -1 : at
    },
    packed(width) {
      let to = 0
      for (let from = 0; from < words.length; from += slotWords) {
        if (words[from + countWord] === 0) continue
        for (let word = 0; word < width; word++) words[to + word] = words[from + word]!
        to += width
      }
      return words.subarray(0, to)
    },
    clear() {
      words.fill(0)
      size = 0
    },
  }
}
