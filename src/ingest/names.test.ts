import { describe, expect, it } from 'vitest'
import { createNameCollector, type NameCollector, type NameOptions } from './names.ts'
import type { Product } from './product.ts'

type Row = readonly [title: string, brand?: string | undefined, locale?: string]
const collect = (
  rows: readonly Row[],
  options: NameOptions = {},
  more: (collector: NameCollector) => void = () => {},
) => {
  const collector = createNameCollector(options)
  rows.forEach(([title, brand, locale], i) => {
    const product: Product = {
      id: String(i),
      title,
      ...(brand === undefined ? {} : { brand }),
      ...(locale === undefined ? {} : { locale }),
    }
    collector.add(product)
  })
  more(collector)
  return collector.finish()
}
const namesOf = (...given: Parameters<typeof collect>) =>
  collect(...given)
    .names.map((name) => `${name.kind} ${name.form} ${name.count}${name.locale === undefined ? '' : ` ${name.locale}`}`)
    .sort()

describe('createNameCollector', () => {
  it('turns a small feed into exactly these names, bigrams, pairs and counts', () => {
    const rows: Row[] = [
      ['Nike Air Max 90 Shoes', 'Nike'],
      ['Nike Air Max 95 Shoes', 'NIKE'],
      ['Nike Air Max Shoes', 'Nike'],
    ]
    const { names, bigrams, products } = collect(rows)
    expect(products).toBe(3)
    expect(names).toEqual(
      expect.arrayContaining([
        { text: 'Nike', form: 'nike', kind: 'brand', count: 3 },
        { text: 'Air', form: 'air', kind: 'term', count: 3 },
        { text: 'Max', form: 'max', kind: 'term', count: 3 },
        { text: 'Shoes', form: 'shoes', kind: 'term', count: 3 },
        { text: 'Nike Air', form: 'nike air', kind: 'phrase', count: 3 },
        { text: 'Nike Air Max', form: 'nike air max', kind: 'phrase', count: 3 },
        { text: 'Air Max', form: 'air max', kind: 'line', count: 3 },
      ]),
    )
    expect(names).toHaveLength(7)
    expect(Object.fromEntries(bigrams.map(({ form, count }) => [form, count]))).toEqual({
      '<s> nike': 3,
      'nike air': 3,
      'air max': 3,
      'max 0': 2,
      '0 shoes': 2,
      'max shoes': 1,
      'air&nike': 3,
      'max&nike': 3,
      'nike&shoes': 3,
      'air&max': 3,
      'air&shoes': 3,
      'max&shoes': 3,
    })
  })

  it('counts a form once a title, and a pair each time it stands', () => {
    const { names, bigrams } = collect([['Tea tea Tea']])
    expect(names).toEqual([{ text: 'Tea', form: 'tea', kind: 'term', count: 1 }])
    expect(Object.fromEntries(bigrams.map(({ form, count }) => [form, count]))).toEqual({ '<s> tea': 1, 'tea tea': 2 })
  })

  it('makes a phrase of as many titles as asked, 3 by default', () => {
    const rows: Row[] = [['Lip Balm'], ['Lip Balm']]
    expect(namesOf(rows)).toEqual(['term balm 2', 'term lip 2'])
    expect(namesOf([...rows, ['Lip Balm']])).toContain('phrase lip balm 3')
    expect(namesOf(rows, { minPhraseCount: 2 })).toContain('phrase lip balm 2')
  })

  it('takes for a line only what always follows one and the same brand at the start', () => {
    const line: Row[] = [
      ['Bosch Blue Line Drill', 'Bosch'],
      ['Bosch Blue Line Saw', 'Bosch'],
    ]
    const options = { minPhraseCount: 2 }
    expect(namesOf(line, options)).toContain('line blue line 2')
    expect(namesOf([...line, ['Makita Blue Line Saw', 'Makita']], options)).toContain('phrase blue line 3')
    expect(namesOf([...line, ['Saw Blue Line', 'Bosch']], options)).toContain('phrase blue line 3')
    expect(namesOf([...line, ['Blue Line Saw']], options)).toContain('phrase blue line 3')
  })

  it('begins and ends no phrase with a small word, a letter or a number', () => {
    const names = namesOf([['Bag of Rice 5 kg x Large'], ['Bag of Rice 5 kg x Large'], ['Bag of Rice 5 kg x Large']])
    expect(names).toEqual(
      [
        'phrase bag of rice 3',
        'phrase rice 5 kg 3',
        'phrase kg x large 3',
        'term bag 3',
        'term kg 3',
        'term large 3',
        'term of 3',
        'term rice 3',
        'term x 3',
      ].sort(),
    )
  })

  it('lets a letter begin a phrase where a hyphen ties it to the next term', () => {
    const titles = ['Plain T-Shirt', 'Red T-Shirt', 'Blue T-Shirt', 'Vitamin C Serum', 'Face C Serum', 'Pure C Serum']
    const { names } = collect(titles.map((title) => [title]))
    const texts = names.map(({ text }) => text)
    expect(texts).toContain('T-Shirt')
    expect(texts).not.toContain('C Serum')
  })

  it('writes a name as the first title has it, and a brand as the feed has it', () => {
    const { names } = collect([["CRÈME brûlée by L'Oréal", " L'Oréal   Paris "], ['creme brulee']], {
      minPhraseCount: 1,
    })
    expect(names).toContainEqual({ text: 'CRÈME brûlée', form: 'creme brulee', kind: 'phrase', count: 2 })
    expect(names).toContainEqual({ text: "L'Oréal Paris", form: 'loreal paris', kind: 'brand', count: 1 })
  })

  it.each([
    [''],
    ['N/A'],
    ['n.a.'],
    ['None'],
    ['UNBRANDED'],
    ['Generic'],
    ['unknown'],
    ['No Brand'],
    ['Does not apply'],
    ['null'],
    ['1234'],
    ['--'],
  ])('takes %j for no brand', (brand) => {
    expect(namesOf([['Lip Balm', brand]])).toEqual(['term balm 1', 'term lip 1'])
  })

  it.each([['3M'], ['Fisher-Price'], ['Dr. Oetker'], ['資生堂'], ['7 For All Mankind']])(
    'takes %j for a brand',
    (brand) => {
      expect(collect([['Thing', brand]]).names).toContainEqual(
        expect.objectContaining({ kind: 'brand', text: brand, count: 1 }),
      )
    },
  )

  it('counts a brand by its titles where they hold it more often', () => {
    expect(namesOf([['Dove Soap', 'Dove'], ['Soap like Dove']])).toContain('brand dove 2')
    expect(
      namesOf([
        ['Soap', 'Dove'],
        ['Bar', 'Dove'],
      ]),
    ).toContain('brand dove 2')
  })

  it('keeps each form once a locale, the strongest kind', () => {
    const names = collect([['Dove Soap', 'Dove'], ['Dove Soap'], ['Dove Soap']], {}, (collector) =>
      collector.addQuery('dove', 1),
    ).names
    expect(names.filter((name) => name.form === 'dove')).toEqual([
      expect.objectContaining({ kind: 'brand', text: 'Dove' }),
    ])
    expect(new Set(names.map((name) => name.form)).size).toBe(names.length)
  })

  it('keeps the names of each locale apart; that of the product goes before that of the feed', () => {
    expect(
      namesOf([
        ['Persil', 'Persil', 'de-DE'],
        ['Persil', 'Persil'],
        ['Persil', 'Persil'],
      ]),
    ).toEqual(['brand persil 1 de-DE', 'brand persil 2'])
    expect(namesOf([['Seife', undefined, 'de-DE'], ['Soap']], { locale: 'en-GB' })).toEqual([
      'term seife 1 de-DE',
      'term soap 1 en-GB',
    ])
  })

  it('adds popular queries of up to four terms, in their locale', () => {
    const add = (collector: NameCollector) => {
      collector.addQuery('  Garden  HOSE ', 120)
      collector.addQuery('tuyau', 7, 'fr-FR')
      collector.addQuery('one two three four five', 9)
      collector.addQuery('…', 9)
    }
    expect(namesOf([], {}, add)).toEqual(['query garden hose 120', 'query tuyau 7 fr-FR'])
  })

  it('lets a query outrank a phrase and a term of its form', () => {
    const rows: Row[] = [['Garden Hose'], ['Garden Hose'], ['Garden Hose']]
    const names = namesOf(rows, {}, (collector) => {
      collector.addQuery('garden hose', 120)
      collector.addQuery('hose', 50)
    })
    expect(names.filter((name) => name.startsWith('query')).map((name) => name.replace(/ \d+$/, ''))).toEqual([
      'query garden hose',
      'query hose',
    ])
  })

  it('reads the first 40 terms of a title', () => {
    const words = Array.from({ length: 50 }, (_, i) => `w${String.fromCharCode(97 + (i % 26))}${i < 26 ? 'a' : 'b'}`)
    expect(collect([[words.join(' ')]]).names).toHaveLength(40)
  })

  it('finds nothing in an empty feed and in titles without letters', () => {
    expect(collect([])).toEqual({ names: [], bigrams: [], products: 0, junkBrands: 0, suspectBrands: [] })
    const { names, bigrams, products } = collect([['!!'], ['12 34']])
    expect([names, products]).toEqual([[], 2])
    expect(Object.fromEntries(bigrams.map(({ form, count }) => [form, count]))).toEqual({ '<s> 0': 1, '0 0': 1 })
  })
})
