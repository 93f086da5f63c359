import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../speller/edit-distance.ts'
import { suspectBrands, type BrandRuling } from './brand-review.ts'
import { createNameCollector } from './names.ts'

const brand = (form: string, count: number) => ({
  form,
  text: form.toUpperCase(),
  count,
  example: { id: `${form}-1`, title: `${form} thing` },
})
const suspectsOf = (brands: readonly (readonly [string, number])[], rulings: readonly BrandRuling[] = []) =>
  suspectBrands(
    brands.map(([form, count]) => brand(form, count)),
    rulings,
    '',
  ).toReview.map((suspect) => `${suspect.brand} ${suspect.neighbour} ${suspect.edits}`)

describe('suspectBrands', () => {
  it('lists a rare brand near a far more frequent one, with the evidence', () => {
    const { toReview, notLearned } = suspectBrands([brand('milwaukee', 400), brand('milwakuee', 2)], [], 'en')
    expect(toReview).toEqual([
      {
        brand: 'MILWAKUEE',
        count: 2,
        neighbour: 'MILWAUKEE',
        neighbourCount: 400,
        edits: 1,
        locale: 'en',
        example: { id: 'milwakuee-1', title: 'milwakuee thing' },
      },
    ])
    expect([...notLearned]).toEqual(['milwakuee'])
  })

  it.each([
    [
      'two edits of a short name',
      [
        ['nike', 900],
        ['nikkee', 1],
      ],
    ],
    [
      'names of three letters',
      [
        ['lego', 900],
        ['leg', 1],
        ['aeg', 900],
        ['aec', 1],
      ],
    ],
    [
      'a brand that is not so rare',
      [
        ['makita', 100],
        ['makito', 6],
      ],
    ],
    [
      'a neighbour that is rare, too',
      [
        ['makita', 19],
        ['makito', 1],
      ],
    ],
    [
      'another way to set spaces',
      [
        ['black decker', 100],
        ['blackdecker', 1],
      ],
    ],
  ] as const)('leaves %s', (_what, brands) => {
    expect(suspectsOf(brands)).toEqual([])
  })

  it('names the nearest neighbour, of equally near ones the most frequent', () => {
    expect(
      suspectsOf([
        ['bosch', 100],
        ['basch', 300],
        ['bisch', 1],
      ]),
    ).toEqual(['BISCH BASCH 1'])
  })

  it('asks no more about what the shop has ruled, in its locale', () => {
    const brands = [
      ['nike', 100],
      ['nikee', 1],
    ] as const
    expect(suspectsOf(brands, [{ form: 'nikee', isBrand: true }])).toEqual([])
    expect(suspectsOf(brands, [{ form: 'nikee', isBrand: false }])).toEqual([])
    expect(suspectsOf(brands, [{ form: 'nikee', isBrand: true, locale: 'de' }])).toEqual(['NIKEE NIKE 1'])
  })

  it('finds what a comparison of all pairs finds', () => {
    const form = fc.stringMatching(/^[abc]{3,11}$/)
    const brands = fc.uniqueArray(fc.record({ form, count: fc.constantFrom(1, 3, 25, 90) }), {
      maxLength: 25,
      selector: (one) => one.form,
    })
    fc.assert(
      fc.property(brands, (all) => {
        const expected = all.filter(({ form: rare, count }) =>
          all.some(({ form: frequent, count: most }) => {
            const shorter = Math.min(rare.length, frequent.length)
            const allowed = shorter < 4 ? 0 : shorter < 8 ? 1 : 2
            const edits = osaDistance(rare, frequent, 9)
            return edits > 0 && edits <= allowed && most >= 20 && most >= 20 * count
          }),
        )
        const found = suspectBrands(
          all.map(({ form: f, count }) => brand(f, count)),
          [],
          '',
        )
        expect([...found.notLearned].sort()).toEqual(expected.map((one) => one.form).sort())
      }),
    )
  })
})

describe('createNameCollector, on brands of a feed', () => {
  const collect = (brands: readonly (readonly [string, number])[], brandRulings: readonly BrandRuling[] = []) => {
    const collector = createNameCollector({ brandRulings })
    let id = 0
    for (const [name, count] of brands)
      for (let i = 0; i < count; i++) collector.add({ id: String(id++), title: `${name} shoe`, brand: name })
    return collector.finish()
  }

  it('learns a suspect as a word of titles only, until the shop says that it is a brand', () => {
    const feed = [
      ['Nike', 30],
      ['Nikee', 1],
    ] as const
    const first = collect(feed)
    expect(first.names).toContainEqual({ text: 'Nikee', form: 'nikee', kind: 'term', count: 1 })
    expect(first.suspectBrands).toMatchObject([{ brand: 'Nikee', count: 1, neighbour: 'Nike', neighbourCount: 30 }])
    const approved = collect(feed, [{ form: 'nikee', isBrand: true }])
    expect(approved.names).toContainEqual({ text: 'Nikee', form: 'nikee', kind: 'brand', count: 1 })
    expect(approved.suspectBrands).toEqual([])
  })

  it('shows the commonest spelling of a brand, of all that differ in case, punctuation and spaces', () => {
    const { names } = collect([
      ['NIKE', 1],
      ['Nike', 3],
      ['nike', 2],
      ['Coca Cola', 1],
      ['Coca-Cola', 5],
      ['CocaCola', 2],
    ])
    const brands = names
      .filter(({ kind }) => kind === 'brand')
      .map(({ text, form, count }) => `${text} ${form} ${count}`)
    expect(brands).toEqual(['Nike nike 6', 'Coca-Cola coca cola 6', 'Coca-Cola cocacola 2'])
  })

  it('counts products whose brand says nothing', () => {
    expect(
      collect([
        ['N/A', 3],
        ['--', 1],
        ['Nike', 1],
        ['', 2],
      ]).junkBrands,
    ).toBe(4)
  })

  it('learns brands of up to 16 terms, and counts longer ones as descriptions', () => {
    const long = Array.from({ length: 16 }, (_, i) => `word${String.fromCharCode(97 + i)}`).join(' ')
    const { names, junkBrands } = collect([
      ['The Great Northern Lamp and Chair Company', 2],
      [long, 1],
      [`${long} more`, 3],
    ])
    const brands = names.filter(({ kind }) => kind === 'brand').map(({ form, count }) => `${form} ${count}`)
    expect(brands).toEqual(['the great northern lamp and chair company 2', `${long} 1`])
    expect(junkBrands).toBe(3)
  })
})
