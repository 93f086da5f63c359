import fc from 'fast-check'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFeed } from '../../ingest/read-feed.ts'
import { osaDistance } from '../../speller/edit-distance.ts'
import { normalise } from '../../speller/normalise.ts'
import { brandNames } from './brand-names.ts'
import { writeFeed } from './generated-feed.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'

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
