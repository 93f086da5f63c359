import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Guard } from './guards.ts'
import { bigramForm } from './language-model.ts'
import { parseQuery } from './normalise.ts'
import { typedReading } from './readings.ts'
import { spacedAsSold } from './spacing.ts'
import { spansOf } from './spans.ts'
import { rankNames } from './testing/rank-names.ts'
import type { Name } from './types.ts'

const name = (form: string, count: number, kind: Name['kind'] = 'term'): Name => ({ form, text: form, kind, count })

interface Shop {
  readonly names?: readonly Name[]
  readonly bigrams?: Readonly<Record<string, number>>
  readonly refuses?: () => Guard | undefined
  /** Forms that are names in other locales only. */
  readonly elsewhere?: readonly string[]
}

/** The text, spaced as this shop writes it; undefined where it writes nothing otherwise. */
async function spaced(raw: string, { names = [], bigrams = {}, elsewhere = [], refuses }: Shop) {
  const query = parseQuery(raw)
  const spans = spansOf(query)
  const readings = query.terms.map((_, at) => typedReading(query, at))
  const terms = new Map(names.map(({ form, count }) => [form, count]))
  const counts = { count: (form: string) => bigrams[form] ?? terms.get(form) ?? 0, zipf: () => 0, products: 1000 }
  const candidate = { text: query.text, readings, score: 0 }
  const found = await spacedAsSold(
    query,
    {
      spans,
      hits: spans.map((span) => rankNames(span.text, names, 8)),
      counts,
      elsewhere: async (forms) => new Set(forms.filter((form) => elsewhere.includes(form))),
    },
    {
      judged: [{ candidate, probability: 1, confidence: 1, features: [] }],
      refuses: refuses ?? (() => undefined),
    },
  )
  if (found) expect(found.readings.map(({ from, to }) => to - from).reduce((a, b) => a + b)).toBe(query.terms.length)
  return found?.text
}

const carSeat = { [bigramForm('car', 'seat')]: 40 }

describe('spacedAsSold', () => {
  it('joins neighbours that are one term in the catalog', async () => {
    expect(await spaced('led lap top', { names: [name('laptop', 5)] })).toBe('led laptop')
    expect(await spaced('led lap top', { names: [name('laptop', 4)] })).toBeUndefined()
  })

  it('breaks a term that the catalog hardly holds, in the two that most products say', async () => {
    expect(await spaced('isofix carseat', { bigrams: carSeat })).toBe('isofix car seat')
    expect(await spaced('isofix carseat', { bigrams: { [bigramForm('car', 'seat')]: 4 } })).toBeUndefined()
    const both = { [bigramForm('goat', 'skin')]: 6, [bigramForm('goa', 'tskin')]: 5 }
    expect(await spaced('goatskin', { bigrams: both })).toBe('goat skin')
  })

  it.each<[string, string, Shop]>([
    ['a term of its own', 'carseat', { names: [name('carseat', 3)], bigrams: carSeat }],
    [
      'nearly as often one term',
      'carseat',
      { names: [name('carseat', 2)], bigrams: { [bigramForm('car', 'seat')]: 6 } },
    ],
    ['often two', 'lap top', { names: [name('laptop', 30)], bigrams: { [bigramForm('lap', 'top')]: 10 } }],
    ['a brand of two', 'lap top', { names: [name('laptop', 30), name('lap top', 1, 'brand')] }],
    ['frozen', 'car4seat', { bigrams: { [bigramForm('car4', 'seat')]: 40 } }],
    ['another locale’s', 'carseat', { bigrams: carSeat, elsewhere: ['seat'] }],
    [
      'refused by a guard',
      'carseat lap top',
      { names: [name('laptop', 30)], bigrams: carSeat, refuses: () => 'protected' },
    ],
  ])('leaves alone what is %s', async (_, query, shop) => {
    expect(await spaced(query, shop)).toBeUndefined()
  })

  it('changes nothing but spaces, whatever the shop', async () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab'), minLength: 2, maxLength: 7 })
    let changed = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.nat(30),
        fc.nat(30),
        async (words, one, two) => {
          const names = words.slice(1).map((after, i) => name(words[i]! + after, one))
          const halves = words.map((term) => bigramForm(term.slice(0, 3), term.slice(3)))
          const bigrams = Object.fromEntries(halves.map((form) => [form, two]))
          const text = await spaced(words.join(' '), { names, bigrams })
          if (text === undefined) return
          changed++
          expect(text.replaceAll(' ', '')).toBe(words.join(''))
          expect(text).not.toBe(words.join(' '))
        },
      ),
      { numRuns: 100 },
    )
    expect(changed).toBeGreaterThan(20)
  })
})
