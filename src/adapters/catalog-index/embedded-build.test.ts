import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Name } from '../../speller/types.ts'
import { buildIndex, createIndexBuilder } from './embedded-build.ts'
import { wholeFile } from './embedded-format.ts'
import { kindOrder } from './embedded-names.ts'

const hashOf = (file: Uint8Array) => createHash('sha256').update(file).digest('hex')
const letters = ['a', 'b', 'é', 'ж', '資', '😀', '𝒜', '', 'ﬀ', 'z']

/** Many of one joined form, several of one form and locale, astral letters, texts that say more than their form. */
const odd = Array.from({ length: 3000 }, (_, i): Name => {
  const form = Array.from(
    { length: 1 + (i % 11) },
    (__, j) => letters[(i * 7 + j * j * 3 + (i >> 3)) % 10]! + (j % 4 === 3 ? ' ' : ''),
  ).join('')
  return {
    text: i % 3 ? form.trim() : form.trim().toUpperCase(),
    form: form.trim(),
    kind: kindOrder[i % 5]!,
    count: 1 + ((i * 2654435761) >>> (i % 31)),
    ...(i % 4 ? {} : { locale: ['de', 'fr-FR', 'ja'][i % 3]! }),
  }
})

describe('buildIndex', () => {
  it('gives the same file, byte for byte, until the format changes', () => {
    // a change of these is a change of the format
    const bigrams = odd.slice(0, 500).map(({ form }, i) => ({ form: `${form} b${i % 50}`, count: i }))
    expect([hashOf(buildIndex('odd', odd, bigrams, 7)), hashOf(buildIndex('empty', [], [], 0))]).toEqual([
      '587af7696db1000ed795b9cfce97ca596a943d8522a67da3a723f8923e03aeb1',
      'bcd2f45240940082f67ecab268c247943f47aa633e1112824a6c6e7221ce8f8d',
    ])
  })

  it.each([0, 1, 10_000])('gives the same file where room was made for %i names and bigrams', (expected) => {
    const builder = createIndexBuilder({ names: expected, bigrams: expected })
    const bigrams = odd.slice(0, 500).map(({ form }, i) => ({ form: `${form} b${i % 50}`, count: i }))
    for (const name of odd) builder.addName(name)
    for (const bigram of bigrams) builder.addBigram(bigram)
    expect(hashOf(wholeFile(builder.plan('odd', { products: 7 })))).toBe(hashOf(buildIndex('odd', odd, bigrams, 7)))
  })

  it('refuses more locales than a file can number', () => {
    const names = Array.from({ length: 256 }, (_, i): Name => ({ ...odd[1]!, locale: `x-${i}` }))
    expect(() => buildIndex('many', names, [], 1)).toThrow(/256 locales, at most 255 fit/)
  })
})
