import fc from 'fast-check'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFeed } from '../../ingest/read-feed.ts'
import { osaDistance } from '../../speller/edit-distance.ts'
import { joined, normalise } from '../../speller/normalise.ts'
import { brandNames } from './brand-names.ts'
import { errorClasses, misspellAs } from './error-classes.ts'
import { writeFeed } from './generated-feed.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'
import { shopNames } from './shop-names.ts'

describe('brandNames', () => {
  it('gives as many different normalised forms as asked for', () => {
    const names = brandNames(2_000, 1)
    expect(new Set(names.map(({ form }) => form)).size).toBe(2_000)
    for (const { form, text, count } of names) {
      expect(normalise(text)).toBe(form)
      expect(count).toBeGreaterThanOrEqual(1)
    }
  })

  it('gives the same names for the same seed, others for another', () => {
    expect(brandNames(50, 7)).toEqual(brandNames(50, 7))
    expect(brandNames(50, 7)).not.toEqual(brandNames(50, 8))
  })
})

describe('shopNames', () => {
  it('gives as many different normalised forms as asked for, in the shares of a shop', () => {
    const names = shopNames(2_000, 1)
    expect(new Set(names.map(({ form }) => form)).size).toBe(2_000)
    for (const { form, text } of names) expect(normalise(text)).toBe(form)
    const shareOf = (kind: string) => names.filter((name) => name.kind === kind).length / names.length
    expect(shareOf('brand')).toBeCloseTo(0.04, 2)
    expect(shareOf('line')).toBeCloseTo(0.02, 2)
    expect(shareOf('phrase')).toBeGreaterThan(0.5)
    const terms = new Set(names.filter(({ kind }) => kind === 'term').map(({ form }) => form))
    const inPhrases = names.filter(({ kind }) => kind === 'phrase').flatMap(({ form }) => form.split(' '))
    expect(inPhrases.filter((term) => !terms.has(term))).toEqual([])
  })

  it('gives the same names for the same seed, others for another', () => {
    expect(shopNames(200, 7)).toEqual(shopNames(200, 7))
    expect(shopNames(200, 7)).not.toEqual(shopNames(200, 8))
  })
})

describe('misspellAs', () => {
  const form = fc
    .array(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1, maxLength: 3 })
    .map((terms) => terms.join(' '))

  it('is as many edits away as asked for, of the class asked for', () => {
    fc.assert(
      fc.property(fc.integer(), form, fc.constantFrom(...errorClasses), fc.constantFrom(1, 2, 3), (seed, ...given) => {
        const [own, errorClass, errors] = given
        const text = misspellAs(own, errorClass, errors, createRandom(seed))
        if (text === undefined) return
        expect(text).not.toBe(own)
        expect(normalise(text)).toBe(text)
        const [meant, typed] = [joined(own), joined(text)]
        if (errorClass !== 'phonetic')
          expect(osaDistance(meant, typed, 9)).toBe(errorClass === 'spaces' ? errors - 1 : errors)
        if (errorClass === 'substitution' || errorClass === 'transposition') expect(typed).toHaveLength(meant.length)
        if (errorClass === 'insertion') expect(typed).toHaveLength(meant.length + errors)
        if (errorClass === 'deletion') expect(typed).toHaveLength(meant.length - errors)
      }),
      { examples: [[-5, 'aaaaa aaa', 'spaces', 3]] },
    )
  })

  it('spells a sound otherwise, and gives up where there is none', () => {
    expect(['fone', 'phonne']).toContain(misspellAs('phone', 'phonetic', 1, createRandom(1)))
    expect(misspellAs('bad', 'phonetic', 1, createRandom(1))).toBeUndefined()
    expect(misspellAs('ab', 'deletion', 3, createRandom(1))).toBeUndefined()
  })
})

describe('misspell', () => {
  it('is exactly as many edits away as asked for', () => {
    fc.assert(
      fc.property(fc.integer(), fc.stringMatching(/^[a-z]{4,12}$/), fc.constantFrom(1, 2), (seed, word, edits) => {
        expect(osaDistance(word, misspell(word, edits, createRandom(seed)), 9)).toBe(edits)
      }),
    )
  })
})

describe('writeFeed', () => {
  it('writes a feed that ingestion reads without a reject, the same for the same seed', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'querymend-bench-test-'))
    try {
      const [one, other] = [join(dir, 'one.tsv'), join(dir, 'other.tsv')]
      await writeFeed(one, 300, 3)
      await writeFeed(other, 300, 3)
      expect(await readFile(one)).toEqual(await readFile(other))
      const ids = new Set<string>()
      for await (const entry of (await openFeed(one)).entries) if ('product' in entry) ids.add(entry.product.id)
      expect(ids.size).toBe(300)
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})
