import { fnv1a } from '../../speller/hash.ts'
import { type IndexArrays, offsets, powerOfTwo, sectionOf } from './embedded-format.ts'
import { secondSeed, type SortedNames } from './embedded-names.ts'

/** Entries that share a bucket, at most on average. */
const bucketLoad = 8
/** Words of a bigram: two hashes and the count. */
export const bigramWords = 3

/**
 * The counts of names and bigrams: an entry each in the bucket of the first hash, which keeps the high half of it, since the bucket shows
 * low bits, and all of the second. Equal forms have an entry each, too.
 */
export function countSections(names: Pick<SortedNames, 'size' | 'hash1' | 'hash2' | 'count'>, bigrams: Uint32Array) {
  const length = names.size + bigrams.length / bigramWords
  const sizes = new Uint32Array(powerOfTwo(length / bucketLoad))
  const mask = sizes.length - 1
  for (let i = 0; i < names.size; i++) sizes[names.hash1(i) & mask]!++
  for (let at = 0; at < bigrams.length; at += bigramWords) sizes[bigrams[at]! & mask]!++
  const countAt = offsets(sizes)
  const make = () => {
    const next = countAt.slice()
    const [high, hash2, values] = [new Uint16Array(length), new Uint32Array(length), new Uint32Array(length)]
    const put = (first: number, second: number, count: number) => {
      const at = next[first & mask]!++
      high[at] = first >>> 16
      hash2[at] = second
      values[at] = count
    }
    for (let i = 0; i < names.size; i++) put(names.hash1(i), names.hash2(i), names.count(i))
    for (let at = 0; at < bigrams.length; at += bigramWords) put(bigrams[at]!, bigrams[at + 1]!, bigrams[at + 2]!)
    return { high, hash2, values }
  }
  let made: ReturnType<typeof make> | undefined
  const arrays = () => (made ??= make())
  return {
    countAt: sectionOf(countAt),
    countHigh: { length, make: () => arrays().high },
    countHash2: { length, make: () => arrays().hash2 },
    countValues: { length, make: () => arrays().values },
  }
}

/** The greatest count of a form; 0 where there is none. */
export function countOf(
  form: string,
  {
    countAt,
    countHigh,
    countHash2,
    countValues,
  }: Pick<IndexArrays, 'countAt' | 'countHigh' | 'countHash2' | 'countValues'>,
): number {
  const first = fnv1a(form)
  const bucket = first & (countAt.length - 2)
  let second: number | undefined
  let most = 0
  for (let at = countAt[bucket]!; at < countAt[bucket + 1]!; at++) {
    if (countHigh[at] !== first >>> 16 || countHash2[at] !== (second ??= fnv1a(form, secondSeed))) continue
    if (countValues[at]! > most) most = countValues[at]!
  }
  return most
}
