const firstSlots = 1 << 10
const firstRecords = 1 << 10
const fullAt = 0.7

// Words of a slot: the hash of a key, and the number of its record, from 1; 0 of a free slot.
const slotWords = 2

/**
 * Records of unsigned 32-bit words by a key of two, side by side in the order in which they came, and found by slots of their own: what is looked up again
 * and again is little memory, also where records are long. Takes 11 to 23 bytes for each record beside its words.
 */
export class DenseTable {
  readonly #width: number
  #slots = new Int32Array(firstSlots * slotWords)
  #words: Uint32Array<ArrayBuffer>
  #size = 0
  /** So that reading ahead is not left out as of no use. */
  #seen = 0

  /** `width`: words of a record. `expected`: up to so many records these stay where they are, and take memory as they come. */
  constructor(width: number, expected = firstRecords) {
    this.#width = width
    this.#words = new Uint32Array(Math.max(firstRecords, expected) * width)
  }

  get size(): number {
    return this.#size
  }

  /** Another array once the table has grown: not to be kept across `put`. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.#words
  }

  /** Where in `words` the record of this key, of signed or unsigned words, starts. All but the key of a new one is 0. */
  put(a: number, b: number): number {
    const hash = hashOf(a | 0, b | 0)
    const slots = this.#slots
    const words = this.#words
    const mask = slots.length - 1
    let slot = Math.imul(hash, slotWords) & mask
    for (let record = slots[slot + 1]!; record !== 0; record = slots[slot + 1]!) {
      if (slots[slot] === hash) {
        const at = (record - 1) * this.#width
        // signed, so that no number is boxed
        if ((words[at]! | 0) === (a | 0) && (words[at + 1]! | 0) === (b | 0)) return at
      }
      slot = (slot + slotWords) & mask
    }
    return this.#putNew(slot, hash, a | 0, b | 0)
  }

  #putNew(slot: number, hash: number, a: number, b: number): number {
    let free = slot
    if (this.#size * slotWords >= this.#slots.length * fullAt) {
      this.#slots = twiceAsMany(this.#slots)
      free = freeSlot(this.#slots, hash)
    }
    const at = this.#size * this.#width
    if (at + this.#width > this.#words.length) {
      const longer = new Uint32Array(this.#words.length * 2)
      longer.set(this.#words)
      this.#words = longer
    }
    this.#slots[free] = hash
    this.#slots[free + 1] = ++this.#size
    this.#words[at] = a
    this.#words[at + 1] = b
    return at
  }

  /** Reads where records of these keys, two words each, are looked for: memory that is waited for at once, and not key by key. */
  lookAhead(keys: Int32Array, size: number): void {
    this.#seen ^= readAll(this.#slots, this.#words, this.#width, keys, size)
  }

  /** The first `width` words of all records side by side, in the table's own memory: it is to be cleared before others are put. */
  packed(width: number): Uint32Array<ArrayBuffer> {
    const words = this.#words
    for (let record = 1; record < this.#size; record++)
      for (let word = 0; word < width; word++) words[record * width + word] = words[record * this.#width + word]!
    return words.subarray(0, this.#size * width)
  }

  /** Leaves no record, and the room that was made. */
  clear(): void {
    this.#slots.fill(0)
    this.#words.fill(0, 0, this.#size * this.#width)
    this.#size = 0
  }
}

function hashOf(a: number, b: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

function freeSlot(slots: Int32Array, hash: number): number {
  const mask = slots.length - 1
  let slot = Math.imul(hash, slotWords) & mask
  while (slots[slot + 1] !== 0) slot = (slot + slotWords) & mask
  return slot
}

function readAll(slots: Int32Array, words: Uint32Array, width: number, keys: Int32Array, size: number): number {
  const mask = slots.length - 1
  let seen = 0
  for (let i = 0; i < size; i++) {
    const record = slots[(Math.imul(hashOf(keys[i * 2]!, keys[i * 2 + 1]!), slotWords) & mask) + 1]!
    // of no record the first one, which is at hand
    seen ^= words[Math.max(0, record - 1) * width]!
  }
  return seen
}

function twiceAsMany(old: Int32Array): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(old.length * 2)
  for (let from = 0; from < old.length; from += slotWords) {
    if (old[from + 1] === 0) continue
    const slot = freeSlot(slots, old[from]!)
    slots[slot] = old[from]!
    slots[slot + 1] = old[from + 1]!
  }
  return slots
}
