import { pairForm } from '../speller/company.ts'
import type { BigramCount } from '../speller/types.ts'
import type { Listing } from './listing.ts'
import { PairCounts } from './pair-counts.ts'
import type { TermDictionary } from './term-dictionary.ts'
import { idWord, isPaired, type CountedTerms, termWidth, traitsWord } from './title-terms.ts'

/** Terms of a title that are paired, from its beginning. */
const maxTerms = 14
/** In a table of 32 MiB. */
const mostHeld = 1_400_000
const mostListed = 1 << 22
/** Fewest titles that make a pair worth keeping, and the share of what chance would give. */
const minCount = 2
const minShareOfChance = 0.3

export interface PairOptions {
  /** Different pairs that are held in memory. */
  readonly held?: number | undefined
  readonly spillDir?: string | undefined
}

export interface PairCounter {
  /** The terms of one title, in order. */
  add(terms: CountedTerms): void
  /** Pairs that share at least two titles, and not far fewer than chance would give. To be called once; nothing is added afterwards. */
  list(products: number): Listing<BigramCount>
  /** Lets go of all of them. */
  close(): void
}

/** Counts terms that stand in one title together. Of more than four million pairs the rarest are left out. */
export function createPairCounter(
  dictionary: TermDictionary,
  { held = mostHeld, spillDir }: PairOptions = {},
): PairCounter {
  const counts = new PairCounts({ held, spillDir })
  /** Titles that hold a term, by its number. */
  let totals = new Uint32Array(1 << 10)
  const found = new Int32Array(maxTerms)
  const pairs = new Int32Array(maxTerms * (maxTerms - 1))

  const addTo = (term: number) => {
    if (term >= totals.length) {
      const longer = new Uint32Array(Math.max(term + 1, totals.length * 2))
      longer.set(totals)
      totals = longer
    }
    totals[term]!++
  }

  return {
    add({ records, length }) {
      let size = 0
      for (let term = 0; term < length && size < maxTerms; term++) {
        const at = term * termWidth
        if ((records[at + traitsWord]! & isPaired) === 0) continue
        const id = records[at + idWord]!
        let isNew = true
        for (let i = 0; i < size && isNew; i++) isNew = found[i] !== id
        if (!isNew) continue
        found[size++] = id
        addTo(id)
      }
      let last = 0
      for (let i = 1; i < size; i++)
        for (let j = 0; j < i; j++) {
          pairs[last++] = Math.min(found[i]!, found[j]!)
          pairs[last++] = Math.max(found[i]!, found[j]!)
        }
      counts.add(pairs, last / 2)
    },
    list: (products) =>
      counts.list({
        most: mostListed,
        isKept: (a, b, count) => count >= minCount && count >= (minShareOfChance * totals[a]! * totals[b]!) / products,
        formOf: (a, b) => pairForm(dictionary.at(a).text, dictionary.at(b).text),
      }),
    close: () => counts.close(),
  }
}
