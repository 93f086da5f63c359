import { visitGramIds } from '../../speller/grams.ts'
import { offsets, type Section, sectionOf } from './embedded-format.ts'
import { grown, type SortedNames } from './embedded-names.ts'

/** Postings of character n-grams: per gram the ascending names that hold it, as differences in bytes of 7 bits. */
export function gramSections(names: Pick<SortedNames, 'size' | 'units' | 'start' | 'end'>) {
  const table = createGramTable()
  const visit = (meet: (gram: number, name: number) => void) => {
    for (let name = 0; name < names.size; name++)
      visitGramIds(names.units, names.start(name), names.end(name), (gram) => meet(gram, name))
  }
  let sizes = new Uint32Array(64)
  /** That the differences of a gram take. */
  let bytes = new Uint32Array(64)
  /** Last name that held a gram, from 1. */
  let last = new Uint32Array(64)
  visit((gram, name) => {
    const at = table.put(gram)
    if (at === sizes.length) {
      sizes = grown(sizes, at + 1)
      bytes = grown(bytes, at + 1)
      last = grown(last, at + 1)
    }
    if (last[at] === name + 1) return
    bytes[at]! += bytesOf(name + 1 - last[at]!)
    sizes[at]!++
    last[at] = name + 1
  })
  const { ids } = table
  const order = Uint32Array.from(ids, (_, at) => at).sort((a, b) => ids[a]! - ids[b]!)
  const gramAt = offsets(Uint32Array.from(order, (at) => bytes[at]!))
  const postings = (): Uint8Array => {
    const next = new Uint32Array(ids.length)
    order.forEach((at, rank) => (next[at] = gramAt[rank]!))
    last.fill(0)
    const gramNames = new Uint8Array(gramAt.at(-1)!)
    visit((gram, name) => {
      const at = table.put(gram)
      if (last[at] === name + 1) return
      let difference = name + 1 - last[at]!
      while (difference > 0x7f) {
        gramNames[next[at]!++] = (difference & 0x7f) | 0x80
        difference >>>= 7
      }
      gramNames[next[at]!++] = difference
      last[at] = name + 1
    })
    return gramNames
  }
  return {
    gramIds: sectionOf(Uint32Array.from(order, (at) => ids[at]!)),
    gramSizes: sectionOf(Uint32Array.from(order, (at) => sizes[at]!)),
    gramAt: sectionOf(gramAt),
    gramNames: { length: gramAt.at(-1)!, make: postings } satisfies Section,
  }
}

/** Numbers of gram ids, from 0, in the order in which they came first. */
function createGramTable() {
  let ids = new Uint32Array(1 << 10)
  let slots = new Uint32Array(1 << 11)
  let size = 0
  const slotOf = (gram: number) => {
    const mask = slots.length - 1
    let slot = gram & mask
    while (slots[slot] !== 0 && ids[slots[slot]! - 1] !== gram) slot = (slot + 1) & mask
    return slot
  }
  return {
    get ids() {
      return ids.subarray(0, size)
    },
    put(gram: number): number {
      const slot = slotOf(gram)
      if (slots[slot] !== 0) return slots[slot]! - 1
      if (size === ids.length) {
        ids = grown(ids, size * 2)
        slots = new Uint32Array(slots.length * 2)
        for (let at = 0; at < size; at++) slots[slotOf(ids[at]!)] = at + 1
      }
      ids[size] = gram
      slots[slotOf(gram)] = size + 1
      return size++
    },
  }
}

/** Calls `visit` with each name of a stretch of `gramNames`. */
export function visitPostings(bytes: Uint8Array, from: number, to: number, visit: (name: number) => void): void {
  let name = -1
  for (let at = from; at < to; at++) {
    let byte = bytes[at]!
    let difference = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[++at]!
      difference |= (byte & 0x7f) << shift
    }
    visit((name += difference))
  }
}

function bytesOf(difference: number): number {
  return difference < 0x80 ? 1 : difference < 0x4000 ? 2 : difference < 0x200000 ? 3 : difference < 0x10000000 ? 4 : 5
}
