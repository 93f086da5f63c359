import { SpellerError } from '../../speller/errors.ts'
import { twoFnv1a } from '../../speller/hash.ts'
import type { CatalogStats } from '../../speller/ports.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { lettersOf } from './deletions.ts'
import { deletionSections } from './embedded-deletions.ts'
import {
  formatVersion,
  offsets,
  planIndex,
  type PlannedFile,
  powerOfTwo,
  type Section,
  sectionOf,
  wholeFile,
} from './embedded-format.ts'
import { gramSections } from './embedded-grams.ts'
import { soundSections } from './embedded-sounds.ts'
import { createNamePack, grown, secondSeed, type SortedNames } from './embedded-names.ts'

/** Takes names and bigrams into typed arrays as they come. */
export interface IndexBuilder {
  /** Of names of equal form and locale the last one stays. */
  addName(name: Name): void
  addBigram(bigram: BigramCount): void
  /**
   * The index file over what was added; nothing is added afterwards. O(total characters). Fails with `catalog_invalid` for more than 255
   * locales.
   */
  plan(id: string, stats: CatalogStats, follows?: string): PlannedFile
}

/** Words of a bigram: two hashes and the count. */
const bigramWords = 3

export function createIndexBuilder(): IndexBuilder {
  const pack = createNamePack()
  let bigrams = new Uint32Array(64 * bigramWords)
  let bigramCount = 0
  const hashes = new Uint32Array(2)
  return {
    addName: (name) => pack.add(name),
    addBigram({ form, count }) {
      const at = bigramCount++ * bigramWords
      if (at + bigramWords > bigrams.length) bigrams = grown(bigrams, at + bigramWords)
      twoFnv1a(form, secondSeed, hashes)
      bigrams[at] = hashes[0]! || 1
      bigrams[at + 1] = hashes[1]!
      bigrams[at + 2] = count
    },
    plan(id, stats, follows) {
      const names = pack.sorted()
      const { size, locales } = names
      if (locales.length > 256)
        throw new SpellerError(
          'catalog_invalid',
          `The catalog has names in ${locales.length - 1} locales, at most 255 fit. Is the right column the locale?`,
        )
      const header = { version: formatVersion, id, names: size, bigrams: bigramCount, ...stats, locales }
      return planIndex(follows === undefined ? header : { ...header, follows }, {
        ...nameSections(names),
        ...deletionSections(names),
        ...gramSections(names),
        ...soundSections(names),
        ...countSections(names, bigrams.subarray(0, bigramCount * bigramWords)),
      })
    },
  }
}

/** The bytes of an index file over these names, all at once. */
export function buildIndex(
  id: string,
  names: Iterable<Name>,
  bigrams: Iterable<BigramCount>,
  products: number,
  follows?: string,
): Uint8Array {
  const builder = createIndexBuilder()
  for (const name of names) builder.addName(name)
  for (const bigram of bigrams) builder.addBigram(bigram)
  return wholeFile(builder.plan(id, { products }, follows))
}

function nameSections(names: SortedNames) {
  const { size } = names
  const codes = new Uint16Array(names.longest)
  const joinedAt = offsets(Uint32Array.from({ length: size }, (_, i) => names.codes(i, codes)))
  const stringAt = offsets(Uint32Array.from({ length: size }, (_, i) => names.string(i).length))
  const joined = (): Uint16Array => {
    const all = new Uint16Array(joinedAt[size]!)
    for (let i = 0; i < size; i++) {
      const length = names.codes(i, codes)
      for (let at = 0; at < length; at++) all[joinedAt[i]! + at] = codes[at]!
    }
    return all
  }
  const strings = (): Uint8Array => {
    const all = new Uint8Array(stringAt[size]!)
    for (let i = 0; i < size; i++) all.set(names.string(i), stringAt[i])
    return all
  }
  const perName = <Numbers extends Uint8Array | Uint32Array>(
    Type: new (length: number) => Numbers,
    of: (name: number) => number,
  ) => {
    const make = () => {
      const all = new Type(size)
      for (let i = 0; i < size; i++) all[i] = of(i)
      return all
    }
    return { length: size, make } satisfies Section
  }
  return {
    kinds: perName(Uint8Array, names.kind),
    locales: perName(Uint8Array, names.locale),
    counts: perName(Uint32Array, names.count),
    joinedAt: sectionOf(joinedAt),
    joined: { length: joinedAt[size]!, make: joined },
    letters: perName(Uint32Array, (i) => lettersOf(codes, 0, names.codes(i, codes))),
    stringAt: sectionOf(stringAt),
    strings: { length: stringAt[size]!, make: strings },
  }
}

/** A hash table of the counts of names and bigrams; of equal forms the greatest. */
function countSections(names: SortedNames, bigrams: Uint32Array) {
  const length = powerOfTwo(1.5 * (names.size + bigrams.length / bigramWords) + 16)
  let made: Record<'hash1' | 'hash2' | 'values', Uint32Array> | undefined
  const arrays = () => (made ??= countTable(names, bigrams, length))
  return {
    countHash1: { length, make: () => arrays().hash1 },
    countHash2: { length, make: () => arrays().hash2 },
    countValues: { length, make: () => arrays().values },
  }
}

function countTable(names: SortedNames, bigrams: Uint32Array, slots: number) {
  const [hash1, hash2, values] = [new Uint32Array(slots), new Uint32Array(slots), new Uint32Array(slots)]
  const put = (first: number, second: number, count: number) => {
    let slot = first & (slots - 1)
    while (hash1[slot] !== 0 && (hash1[slot] !== first || hash2[slot] !== second)) slot = (slot + 1) & (slots - 1)
    hash1[slot] = first
    hash2[slot] = second
    values[slot] = Math.max(values[slot]!, count)
  }
  for (let i = 0; i < names.size; i++) put(names.hash1(i), names.hash2(i), names.count(i))
  for (let at = 0; at < bigrams.length; at += bigramWords) put(bigrams[at]!, bigrams[at + 1]!, bigrams[at + 2]!)
  return { hash1, hash2, values }
}
