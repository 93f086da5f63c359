const firstSlots = 1 << 10
const fullAt = 0.7

/** Word of a record behind its key of two words: at least 1 once the record is made. */
export const countWord = 2

/**
 * Records of unsigned 32-bit words by a key of two, in slots of one array, so that a record is found by one look at memory. Takes 4 bytes a
 * word of 1.4 to 2.9 slots for each record.
 */
export class CountTable {
  readonly #slotWords: number
  #words: Uint32Array<ArrayBuffer>
  #size = 0
  /** So that reading ahead is not left out as of no use. */
  #seen = 0

  /** `slotWords`: a power of two, 4 or more. */
  constructor(slotWords: number) {
    this.#slotWords = slotWords
    this.#words = new Uint32Array(firstSlots * slotWords)
  }

  get size(): number {
    return this.#size
  }

  /** Another array once the table has grown: not to be kept across `put`. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.#words
  }

  /**
   * Where in `words` the record of this key, of signed or unsigned words, starts. The count of a new one is 0, and to be raised before the next one
   * is put.
   */
  put(a: number, b: number): number {
    const at = slotOf(this.#words, this.#slotWords, a | 0, b | 0)
    if (this.#words[at + countWord] !== 0) return at
    return this.#putNew(at, a | 0, b | 0)
  }

  #putNew(slot: number, a: number, b: number): number {
    let at = slot
    if (this.#size * this.#slotWords >= this.#words.length * fullAt) {
      this.#words = twiceAsLong(this.#words, this.#slotWords)
      at = slotOf(this.#words, this.#slotWords, a, b)
    }
    this.#size++
    this.#words[at] = a
    this.#words[at + 1] = b
    return at
  }

  /** Reads the slots where records of these keys, two words each, are looked for: memory that is waited for at once, and not key by key. */
  lookAhead(keys: Int32Array, size: number): void {
    this.#seen ^= readAll(this.#words, this.#slotWords, keys, size)
  }

  /** Where the record of this key starts; -1 for none. */
  find(a: number, b: number): number {
    const at = slotOf(this.#words, this.#slotWords, a | 0, b | 0)
    return this.#words[at + countWord] === 0 ? -1 : at
  }

  /** The first `width` words of all records side by side, in the table's own memory: it is to be cleared before others are put. */
  packed(width: number): Uint32Array<ArrayBuffer> {
    return this.#words.subarray(0, pack(this.#words, this.#slotWords, width))
  }

  /** Leaves no record, and the room that was made. */
  clear(): void {
    this.#words.fill(0)
    this.#size = 0
  }
}

/** The signed key's slot, or the free one where it belongs. */
function slotOf(words: Uint32Array, slotWords: number, a: number, b: number): number {
  const mask = words.length - 1
  let at = homeOf(a, b, slotWords) & mask
  // signed, so that no number is boxed
  while (words[at + countWord] !== 0 && ((words[at]! | 0) !== a || (words[at + 1]! | 0) !== b))
    at = (at + slotWords) & mask
  return at
}

function homeOf(a: number, b: number, slotWords: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  return Math.imul(mixed ^ (mixed >>> 15), slotWords)
}

function readAll(words: Uint32Array, slotWords: number, keys: Int32Array, size: number): number {
  const mask = words.length - 1
  let seen = 0
  for (let i = 0; i < size; i++) seen ^= words[(homeOf(keys[i * 2]!, keys[i * 2 + 1]!, slotWords) & mask) + countWord]!
  return seen
}

function twiceAsLong(old: Uint32Array, slotWords: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(old.length * 2)
  for (let from = 0; from < old.length; from += slotWords) {
    if (old[from + countWord] === 0) continue
    const at = slotOf(words, slotWords, old[from]! | 0, old[from + 1]! | 0)
    for (let word = 0; word < slotWords; word++) words[at + word] = old[from + word]!
  }
  return words
}

function pack(words: Uint32Array, slotWords: number, width: number): number {
  let to = 0
  for (let from = 0; from < words.length; from += slotWords) {
    if (words[from + countWord] === 0) continue
    for (let word = 0; word < width; word++) words[to + word] = words[from + word]!
    to += width
  }
  return to
}
