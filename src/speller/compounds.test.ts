import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withCompounds } from './compounds.ts'
import type { Guard } from './guards.ts'
import { bigramForm } from './language-model.ts'
import { parseQuery } from './normalise.ts'
import { rankNames } from './testing/rank-names.ts'
import { spansOf } from './spans.ts'
import type { Candidate, Name } from './types.ts'

const name = (form: string, count: number, kind: Name['kind'] = 'term'): Name => ({ form, text: form, kind, count })

interface Shop {
  readonly names?: readonly Name[]
  readonly bigrams?: Readonly<Record<string, number>>
  readonly refuses?: () => Guard | undefined
}

/** The text of what becomes of these readings, one term each: [typed, intended]. */
function become(readings: readonly (readonly [typed: string, intended: string])[], shop: Shop): string {
  const query = parseQuery(readings.map(([typed]) => typed).join(' '))
  const spans = spansOf(query)
  const candidate: Candidate = {
    text: readings.map(([, intended]) => intended).join(' '),
    readings: readings.map(([typed, intended], i) => ({
      from: i,
      to: i + 1,
      terms: [intended],
      cost: typed === intended ? 0 : 4,
    })),
    score: -1,
  }
  const counts = { count: (form: string) => shop.bigrams?.[form] ?? 0, zipf: () => 0, products: 1000 }
  const hits = spans.map((span) => rankNames(span.text, shop.names ?? [], 8))
  const result = withCompounds(query, candidate, { spans, hits, counts }, shop.refuses ?? (() => undefined))
  expect(result.readings.flatMap((reading) => reading.terms).join(' ')).toBe(result.text)
  let at = 0
  for (const { from, to } of result.readings) {
    expect(from).toBe(at)
    at = to
  }
  expect(at).toBe(query.terms.length)
  return result.text
}

const border = [
  ['wall', 'wall'],
  ['paper', 'paper'],
  ['bprder', 'border'],
] as const
const wallpaper = name('wallpaper', 129)

describe('withCompounds', () => {
  it('writes as one what the catalog writes as one, beside a mended word', () => {
    expect(become(border, { names: [wallpaper] })).toBe('wallpaper border')
  })

  it('does so where the misspelling is in a part', () => {
    const readings = [
      ['rock', 'rock'],
      ['wall', 'wall'],
      ['papper', 'paper'],
    ] as const
    expect(become(readings, { names: [wallpaper] })).toBe('rock wallpaper')
  })

  it('combines several pairs, each term once', () => {
    const readings = [
      ['out', 'out'],
      ['door', 'door'],
      ['wall', 'wall'],
      ['paper', 'paper'],
      ['glew', 'glue'],
    ] as const
    expect(become(readings, { names: [wallpaper, name('outdoor', 1600)] })).toBe('outdoor wallpaper glue')
  })

  it('leaves the query as typed alone', () => {
    const typed = border.map(([word]) => [word, word] as const)
    expect(become(typed, { names: [wallpaper] })).toBe('wall paper bprder')
  })

  it.each<[string, Shop]>([
    ['the catalog lacks', {}],
    ['few products write', { names: [name('wallpaper', 19)] }],
    ['many write apart', { names: [wallpaper], bigrams: { [bigramForm('wall', 'paper')]: 43 } }],
    ['are a brand apart', { names: [wallpaper, name('wall paper', 2, 'brand')] }],
    ['a guard refuses', { names: [wallpaper], refuses: () => 'protected' }],
  ])('leaves apart what %s', (_, shop) => {
    expect(become(border, shop)).toBe('wall paper border')
  })

  it('takes a third of the products that write it as one to be few', () => {
    const shop = { names: [wallpaper], bigrams: { [bigramForm('wall', 'paper')]: 42 } }
    expect(become(border, shop)).toBe('wallpaper border')
  })

  it('leaves short parts and frozen terms apart', () => {
    const short = [
      ['ge', 'ge'],
      ['oven', 'oven'],
      ['lihgt', 'light'],
    ] as const
    expect(become(short, { names: [name('geoven', 90)] })).toBe('ge oven light')
    const frozen = [
      ['wd40', 'wd40'],
      ['spray', 'spray'],
      ['lihgt', 'light'],
    ] as const
    expect(become(frozen, { names: [name('wd40spray', 90)] })).toBe('wd40 spray light')
  })

  it('only ever takes spaces away, whatever the shop', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(word, word, fc.nat(60)), { maxLength: 4 }),
        (readings, compounds) => {
          const names = compounds.map(([a, b, count]) => name(a + b, count))
          const text = readings.map(([, intended]) => intended).join(' ')
          expect(become(readings, { names }).replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        },
      ),
      { numRuns: 60 },
    )
  })
})
