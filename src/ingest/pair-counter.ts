import { pairForm } from '../speller/company.ts'
import type { BigramCount } from '../speller/types.ts'
import type { Listing } from './listing.ts'
import type { DictionaryTerm } from './term-dictionary.ts'
import type { TitleTerms } from './title-terms.ts'

/** Terms of a title that are paired, from its beginning. */
const maxTerms = 14
const firstSlots = 1 << 16
/** Past this many slots the rarest pairs are forgotten rather than the table grown: 12 bytes a slot. */
const mostSlots = 1 << 23
const fullAt = 0.7
/** Fewest titles that make a pair worth keeping, and the share of what chance would give. */
const minCount = 2
const minShareOfChance = 0.3

export interface PairCounter {
  /** The terms of one title, in order. */
  add(terms: TitleTerms): void
  /** Pairs that share at least two titles, and not far fewer than chance would give. Nothing is added afterwards. */
  list(products: number): Listing<BigramCount>
  /** Lets go of all of them. */
  close(): void
}

/**
 * Counts terms that stand in one title together, in typed arrays. Memory is bounded: when the table is full, pairs seen
 * least are dropped (lossy counting: Manku, Motwani 2002), so counts of rare pairs of a huge catalog may be low.
 */
export function createPairCounter(): PairCounter {
  /** Numbers of paired terms by their id, from 1; and the terms, with the titles that hold them, by number. */
  const numbers: number[] = []
  const terms: DictionaryTerm[] = []
  const totals: number[] = []
  let slots = firstSlots
  let low = new Uint32Array(slots)
  let high = new Uint32Array(slots)
  let counts = new Uint32Array(slots)
  let used = 0

  const put = (a: number, b: number, count: number) => {
    const mask = slots - 1
    let slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & mask
    while (counts[slot] !== 0 && (low[slot] !== a || high[slot] !== b)) slot = (slot + 1) & mask
    if (counts[slot] === 0) {
      low[slot] = a
      high[slot] = b
      used++
    }
    counts[slot] = counts[slot]! + count
  }

  /** A table of so many slots with the pairs that were counted more than `above` times. */
  const rebuild = (size: number, above: number) => {
    const old = { low, high, counts }
    slots = size
    low = new Uint32Array(size)
    high = new Uint32Array(size)
    counts = new Uint32Array(size)
    used = 0
    for (let s = 0; s < old.counts.length; s++)
      if (old.counts[s]! > above) put(old.low[s]!, old.high[s]!, old.counts[s]!)
  }

  const makeRoom = () => {
    if (slots < mostSlots) return rebuild(slots * 2, 0)
    for (let above = 1; used > (slots * fullAt) / 2; above++) rebuild(slots, above)
  }

  const numberOf = (term: DictionaryTerm): number => {
    while (numbers.length <= term.id) numbers.push(0)
    if (numbers[term.id] === 0) {
      numbers[term.id] = terms.push(term)
      totals.push(0)
    }
    return numbers[term.id]! - 1
  }

  return {
    add(title) {
      const found: number[] = []
      for (let at = 0; at < title.length && found.length < maxTerms; at++) {
        const term = title.terms[at]!
        if (!term.isPaired) continue
        const number = numberOf(term)
        if (found.includes(number)) continue
        found.push(number)
        totals[number]!++
      }
      for (let i = 1; i < found.length; i++)
        for (let j = 0; j < i; j++) {
          if (used >= slots * fullAt) makeRoom()
          put(Math.min(found[i]!, found[j]!), Math.max(found[i]!, found[j]!), 1)
        }
    },
    list(products) {
      const isKept = (slot: number) => {
        const count = counts[slot]!
        return count >= minCount && count >= (minShareOfChance * totals[low[slot]!]! * totals[high[slot]!]!) / products
      }
      let length = 0
      for (let slot = 0; slot < slots; slot++) if (isKept(slot)) length++
      return {
        length,
        *[Symbol.iterator]() {
          for (let slot = 0; slot < slots; slot++)
            if (isKept(slot))
              yield { form: pairForm(terms[low[slot]!]!.text, terms[high[slot]!]!.text), count: counts[slot]! }
        },
      }
    },
    close: () => rebuild(firstSlots, Infinity),
  }
}
