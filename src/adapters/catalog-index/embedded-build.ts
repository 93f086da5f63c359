import { SpellerError } from '../../speller/errors.ts'
import { twoFnv1a } from '../../speller/hash.ts'
import type { CatalogStats, GenerationSize } from '../../speller/ports.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { lettersOf } from './deletions.ts'
import { bigramWords, countSections } from './embedded-counts.ts'
import { deletionSections } from './embedded-deletions.ts'
import {
  formatVersion,
  mostLength,
  offsets,
  planIndex,
  type PlannedFile,
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

/** `expected`: room for so many is made at once. */
export function createIndexBuilder(expected: GenerationSize = { names: 64, bigrams: 64 }): IndexBuilder {
  const pack = createNamePack(expected.names)
  let bigrams = new Uint32Array(expected.bigrams * bigramWords)
  let bigramCount = 0
  const hashes = new Uint32Array(2)
  return {
    addName: (name) => pack.add(name),
    addBigram({ form, count }) {
      const at = bigramCount++ * bigramWords
      if (at + bigramWords > bigrams.length) bigrams = grown(bigrams, at + bigramWords)
      twoFnv1a(form, secondSeed, hashes)
      bigrams[at] = hashes[0]!
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
  const stringAt = offsets(Uint32Array.from({ length: size }, (_, i) => names.string(i).length))
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
    lengths: perName(Uint8Array, (i) => Math.min(mostLength, names.codes(i, codes))),
    letters: perName(Uint32Array, (i) => lettersOf(codes, 0, names.codes(i, codes))),
    stringAt: sectionOf(stringAt),
    strings: { length: stringAt[size]!, make: strings },
  }
}
