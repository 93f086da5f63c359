import { gramIds, isSurrogate } from '../../speller/grams.ts'
import { offsets, type Section, sectionOf } from './embedded-format.ts'
import { grown, type SortedNames } from './embedded-names.ts'
import { bytesOf, bytesOfRun, putDifference, putRun } from './embedded-postings.ts'
import { createKeptLists } from './kept-lists.ts'

/** Postings of character n-grams: per gram the names that hold it. */
export function gramSections(
  names: Pick<SortedNames, 'size' | 'longest' | 'units' | 'start' | 'end'>,
  mostKept?: number,
) {
  const table = createGramTable()
  const found = new Uint32Array(2 * names.longest + 1)
  /** Numbers of a name's grams, each once. */
  const own = new Uint32Array(found.length)
  const lists = createKeptLists(names.size, 2 * names.units.length + names.size, mostKept)
  /** The last name whose grams are in `found`. */
  let numbered = -1
  let sizes = new Uint32Array(64)
  /** That the postings of a gram take. */
  let bytes = new Uint32Array(64)
  /** Last name that held a gram, from 1. */
  let last = new Uint32Array(64)
  /** Names up to the last one, each right behind the one before, that are not written yet. */
  let run = new Uint32Array(64)
  /**
   * Writes the numbers of a name's grams into `found`, and returns how many; they may repeat. Quicker for one name after another: the grams
   * of what it begins with as the one before it does are there already.
   */
  const numberGrams = (name: number) => {
    const [start, end] = [names.start(name), names.end(name)]
    const isNext = name > 0 && numbered === name - 1
    const shared = isNext ? sharedUnits(names.units, names.start(name - 1), names.end(name - 1), start, end) : 0
    numbered = name
    // the last gram of the shared beginning says what follows it
    const kept = Math.max(0, shared - 1)
    const length = gramIds(names.units, start, end, found, kept)
    for (let i = kept * 2; i < length; i++) found[i] = table.put(found[i]!)
    return length
  }
  const count = (name: number) => {
    const length = numberGrams(name)
    if (table.size > sizes.length) {
      sizes = grown(sizes, table.size)
      bytes = grown(bytes, table.size)
      last = grown(last, table.size)
      run = grown(run, table.size)
    }
    let distinct = 0
    for (let i = 0; i < length; i++) {
      const at = found[i]!
      const difference = name + 1 - last[at]!
      if (difference === 0) continue
      own[distinct++] = at
      last[at] = name + 1
      sizes[at]!++
      if (difference === 1) run[at]!++
      else {
        bytes[at]! += bytesOfRun(run[at]!) + bytesOf(difference)
        run[at] = 0
      }
    }
    lists.keep(own, distinct)
  }
  for (let name = 0; name < names.size; name++) count(name)
  for (let at = 0; at < table.size; at++) bytes[at]! += bytesOfRun(run[at]!)
  const ids = table.ids()
  const order = Uint32Array.from(ids, (_, at) => at).sort((a, b) => ids[a]! - ids[b]!)
  const gramAt = offsets(Uint32Array.from(order, (at) => bytes[at]!))
  const postings = (): Uint8Array => {
    const next = new Uint32Array(ids.length)
    order.forEach((at, rank) => (next[at] = gramAt[rank]!))
    last.fill(0)
    run.fill(0)
    const gramNames = new Uint8Array(gramAt.at(-1)!)
    const post = (name: number) => {
      const known = lists.read(name, own)
      const numbers = known < 0 ? found : own
      const size = known < 0 ? numberGrams(name) : known
      for (let i = 0; i < size; i++) {
        const at = numbers[i]!
        const difference = name + 1 - last[at]!
        if (difference === 0) continue
        last[at] = name + 1
        if (difference === 1) run[at]!++
        else {
          next[at] = putDifference(gramNames, putRun(gramNames, next[at]!, run[at]!), difference)
          run[at] = 0
        }
      }
    }
    for (let name = 0; name < names.size; name++) post(name)
    next.forEach((to, at) => putRun(gramNames, to, run[at]!))
    return gramNames
  }
  return {
    gramIds: sectionOf(Uint32Array.from(order, (at) => ids[at]!)),
    gramSizes: sectionOf(Uint32Array.from(order, (at) => sizes[at]!)),
    gramAt: sectionOf(gramAt),
    gramNames: { length: gramAt.at(-1)!, make: postings } satisfies Section,
  }
}

/** Units that two texts begin with, up to the first surrogate. */
function sharedUnits(units: Uint16Array, from: number, to: number, other: number, otherTo: number): number {
  const most = Math.min(to - from, otherTo - other)
  let shared = 0
  while (shared < most && units[from + shared] === units[other + shared] && !isSurrogate(units[from + shared]!))
    shared++
  return shared
}

/** Numbers of gram ids, from 0, in the order in which they came first. */
function createGramTable() {
  /** An id and its number, from 1; 0 where there is none. */
  let slots = new Uint32Array(2 << 11)
  let size = 0
  const slotOf = (gram: number) => {
    const mask = slots.length - 2
    let slot = (gram << 1) & mask
    while (slots[slot + 1] !== 0 && slots[slot] !== gram) slot = (slot + 2) & mask
    return slot
  }
  const grow = () => {
    const old = slots
    slots = new Uint32Array(old.length * 2)
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue
      const slot = slotOf(old[from]!)
      slots[slot] = old[from]!
      slots[slot + 1] = old[from + 1]!
    }
  }
  return {
    get size() {
      return size
    },
    /** By number. */
    ids(): Uint32Array {
      const ids = new Uint32Array(size)
      for (let slot = 0; slot < slots.length; slot += 2)
        if (slots[slot + 1] !== 0) ids[slots[slot + 1]! - 1] = slots[slot]!
      return ids
    },
    put(gram: number): number {
      let slot = slotOf(gram)
      if (slots[slot + 1] !== 0) return slots[slot + 1]! - 1
      if (size * 4 >= slots.length) {
        grow()
        slot = slotOf(gram)
      }
      slots[slot] = gram
      slots[slot + 1] = size + 1
      return size++
    },
  }
}
