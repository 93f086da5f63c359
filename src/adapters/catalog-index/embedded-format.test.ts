import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joined, normalise } from '../../speller/normalise.ts'
import { hitScore } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'
import { nameOf } from './contract.ts'
import { buildIndex } from './embedded-build.ts'
import { decodeIndex, encodeIndex, formatVersion, type IndexHeader, unitOf } from './embedded-format.ts'
import { kindOrder } from './embedded-names.ts'
import { openIndexFile } from './embedded-search.ts'

const names: Name[] = [
  nameOf('Nike', { count: 12 }),
  nameOf("L'Oréal Paris", { kind: 'line', count: 3 }),
  nameOf('資生堂', { kind: 'phrase', locale: 'ja-JP' }),
]
const file = buildIndex('g1', names, [{ form: 'nike shoes', count: 4 }], 77)
const refused = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'catalog_invalid', message: expect.stringMatching(message) as string })

describe('an index file', () => {
  it('brings back its header and, byte for byte, its arrays', () => {
    const { header, arrays } = decodeIndex(file)
    expect(header).toMatchObject({
      version: formatVersion,
      id: 'g1',
      names: 3,
      bigrams: 1,
      products: 77,
      locales: ['', 'ja-JP'],
    })
    expect(
      encodeIndex(
        { version: header.version, id: 'g1', names: 3, bigrams: 1, products: 77, locales: header.locales },
        arrays,
      ),
    ).toEqual(file)
  })

  it('brings back any names, every kind, locale and script', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'aBé жЖ資堂😀', '𝒜', "'", '-', '4'),
      minLength: 1,
      maxLength: 12,
    })
    const name = fc
      .record({
        text,
        kind: fc.constantFrom(...kindOrder),
        count: fc.integer({ min: 1, max: 0xffffffff }),
        locale: fc.option(fc.constantFrom('de-DE', 'fr'), { nil: undefined }),
      })
      .map(({ locale, ...rest }): Name => ({
        ...rest,
        form: normalise(rest.text),
        ...(locale === undefined ? {} : { locale }),
      }))
      .filter((own) => own.form !== '')
    const any = fc.uniqueArray(name, { maxLength: 12, selector: (own) => `${own.locale} ${own.form}` })
    fc.assert(
      fc.property(any, (own) => {
        const index = openIndexFile(buildIndex('any', own, [], own.length))
        expect(index.header.names).toBe(own.length)
        for (const each of own) {
          expect(index.search(each.form, 50, undefined).map((hit) => hit.name)).toContainEqual(each)
          expect(index.count(each.form)).toBe(
            Math.max(...own.filter((other) => other.form === each.form).map((other) => other.count)),
          )
        }
      }),
      { numRuns: 60 },
    )
  })

  it('finds names that are longer than a byte can say, each with its own length', () => {
    // of two terms, so that only those that are near by their length are found
    const long = [254, 255, 256, 300].map((length) => nameOf(`a ${'𐐷'.repeat(length - 1)}`))
    const index = openIndexFile(buildIndex('long', long, [], 1))
    for (const name of long) {
      const length = [...joined(name.form)].length
      const [hit] = index.search(`${name.form}x`, 50, undefined).filter((own) => own.name.form === name.form)
      expect(hit).toEqual({ name, edits: 1, score: hitScore(1, length + 1, length) })
    }
  })

  it('is read wherever it stands in a larger buffer, aligned by 8', () => {
    const larger = new Uint8Array(file.length + 16)
    larger.set(file, 8)
    expect(openIndexFile(larger.subarray(8, 8 + file.length)).count('nike shoes')).toBe(4)
  })

  it('keeps the last of two names of one form and locale', () => {
    const index = openIndexFile(buildIndex('g2', [nameOf('nike', { count: 9 }), nameOf('NIKE', { count: 2 })], [], 1))
    expect(index.header.names).toBe(1)
    expect(index.search('nike', 5, undefined)).toMatchObject([{ name: { text: 'NIKE', count: 2 } }])
  })
})

describe('decodeIndex', () => {
  it('refuses a file of another version, and names both', () => {
    const { header, arrays } = decodeIndex(file)
    for (const version of [formatVersion - 1, formatVersion + 1])
      expect(() => decodeIndex(encodeIndex({ ...header, version } satisfies IndexHeader, arrays))).toThrow(
        refused(new RegExp(`version ${version}.*version ${formatVersion}.*Ingest`)),
      )
  })

  it('refuses a file with any one bit flipped, its header included', () => {
    fc.assert(
      fc.property(fc.nat({ max: file.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        // reserved
        if (at >= 12 && at < 16) return
        const damaged = file.slice()
        damaged[at]! ^= 1 << bit
        expect(() => decodeIndex(damaged)).toThrow(refused(/checksum|header is damaged|not a Querymend/))
      }),
    )
  })

  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a foreign file', new TextEncoder().encode('PK, not an index file at all')],
    ['a truncated file', file.slice(0, file.length / 2)],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeIndex(bytes)).toThrow(refused(/Ingest the catalog again/))
  })

  it('refuses a file whose header length is damaged', () => {
    for (const length of [0, 7, 2 ** 31]) {
      const damaged = file.slice()
      new DataView(damaged.buffer).setUint32(4, length, true)
      expect(() => decodeIndex(damaged)).toThrow(refused(/Ingest the catalog again/))
    }
  })
})

describe('unitOf', () => {
  it('fits every code point in 16 bits, leaves those of the first plane, and keeps equal ones equal', () => {
    for (const code of [0x61, 0x436, 0xd7ff, 0xffff]) expect(unitOf(code)).toBe(code)
    for (let code = 0x10000; code <= 0x10ffff; code += 0x3ff) expect(unitOf(code)).toBeLessThan(0x10000)
  })
})
