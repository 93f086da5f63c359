import { describe, expect, it } from 'vitest'
import { twoFnv1a } from '../../speller/hash.ts'
import { nameOf } from './contract.ts'
import { buildIndex } from './embedded-build.ts'
import { countOf, countSections } from './embedded-counts.ts'
import { secondSeed } from './embedded-names.ts'
import { openIndexFile } from './embedded-search.ts'

/** The counts of forms, kept as those of names. */
const keep = (counts: readonly (readonly [hash1: number, hash2: number, count: number])[]) => {
  const names = {
    size: counts.length,
    hash1: (at: number) => counts[at]![0],
    hash2: (at: number) => counts[at]![1],
    count: (at: number) => counts[at]![2],
  }
  const sections = countSections(names, new Uint32Array(0))
  return {
    countAt: sections.countAt.make() as Uint32Array,
    countHigh: sections.countHigh.make(),
    countHash2: sections.countHash2.make(),
    countValues: sections.countValues.make(),
  }
}

describe('countOf', () => {
  it('is that of each name and bigram, and 0 of any other form', () => {
    const names = Array.from({ length: 500 }, (_, i) => nameOf(`name ${i}`, { count: i + 1 }))
    const bigrams = Array.from({ length: 500 }, (_, i) => ({ form: `pair ${i}`, count: 2 ** 32 - 1 - i }))
    const index = openIndexFile(buildIndex('counts', names, bigrams, 1))
    for (const { form, count } of [...names, ...bigrams]) expect(index.count(form)).toBe(count)
    for (let i = 0; i < 500; i++) expect(index.count(`other ${i}`)).toBe(0)
  })

  it('is the greatest of equal forms, whichever comes first', () => {
    const names = [nameOf('gift', { count: 3, locale: 'en' }), nameOf('gift', { count: 8, locale: 'de' })]
    for (const own of [names, names.toReversed()])
      for (const count of [5, 9])
        expect(openIndexFile(buildIndex('g', own, [{ form: 'gift', count }], 1)).count('gift')).toBe(Math.max(8, count))
  })

  it('takes no form for one that shares its bucket and one of two hashes', () => {
    const hashes = new Uint32Array(2)
    twoFnv1a('nike', secondSeed, hashes)
    const [first, second] = [hashes[0]!, hashes[1]!]
    expect(countOf('nike', keep([[first, second, 4]]))).toBe(4)
    expect(countOf('nike', keep([[first, second ^ 1, 4]]))).toBe(0)
    expect(countOf('nike', keep([[first ^ 0x10000, second, 4]]))).toBe(0)
  })
})
