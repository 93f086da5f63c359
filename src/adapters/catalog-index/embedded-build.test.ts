import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Name } from '../../speller/types.ts'
import { buildIndex } from './embedded-build.ts'
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
  it('gives, byte for byte, the file that plain arrays of names gave', () => {
    // of format 2 as it was before names were packed: a change of these is a change of the format
    const bigrams = odd.slice(0, 500).map(({ form }, i) => ({ form: `${form} b${i % 50}`, count: i }))
    expect([hashOf(buildIndex('odd', odd, bigrams, 7)), hashOf(buildIndex('empty', [], [], 0))]).toEqual([
      '089abad3ea1d174ced236424d17adfc16dc5525c6018a25b5743c65f2aeb73cc',
      '46c6db709bf3f95cc586f54dc484007cca08c20f674b8f7698f2550c24816af2',
    ])
  })

  it('refuses more locales than a file can number', () => {
    const names = Array.from({ length: 256 }, (_, i): Name => ({ ...odd[1]!, locale: `x-${i}` }))
    expect(() => buildIndex('many', names, [], 1)).toThrow(/256 locales, at most 255 fit/)
  })
})
