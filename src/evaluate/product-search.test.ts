import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createProductSearchBuilder } from './product-search.ts'
import { searchTerms } from './search-terms.ts'

const searchOver = (titles: readonly string[]) => {
  const builder = createProductSearchBuilder()
  titles.forEach((title, i) => builder.add({ id: `p${i}`, title }))
  return builder.finish()
}

const placeOf = (id: string) => Number(id.slice(1))

/** The formula read off the page, for every title. */
function bruteForce(titles: readonly string[], query: string): readonly number[] {
  const all = titles.map(searchTerms)
  const mean = all.flat().length / all.length
  return all.map((own) =>
    searchTerms(query).reduce((sum, term) => {
      const n = all.filter((terms) => terms.includes(term)).length
      const tf = own.filter((other) => other === term).length
      return sum + Math.log((all.length + 1) / (n + 0.5)) * ((tf * 2.2) / (tf + 0.3 + (0.9 * own.length) / mean))
    }, 0),
  )
}

describe('createProductSearchBuilder', () => {
  it('scores a hand-computed example', () => {
    // 3 titles of 2, 3 and 1 terms, mean 2; "drill" stands in 2 of them: idf = ln(1 + 1.5 / 2.5) = ln 1.6
    const search = searchOver(['Cordless Drill', 'Drill Drill Bits', 'Saw'])
    const found = search.search('drills', 24)
    expect(found.map(({ id }) => id)).toEqual(['p1', 'p0'])
    // tf 2, length 3: 2 x 2.2 / (2 + 1.2 x (0.25 + 0.75 x 3 / 2)) = 4.4 / 3.65; tf 1, length 2: 2.2 / 2.2 = 1
    expect(found[0]!.score).toBeCloseTo(Math.log(1.6) * (4.4 / 3.65), 12)
    expect(found[1]!.score).toBeCloseTo(Math.log(1.6), 12)
  })

  it('finds products with any of the terms, ties in the order of the feed', () => {
    const search = searchOver(['red paint', 'blue shelf', 'red shelf', 'green door'])
    expect(search.search('red shelves', 24).map(({ id }) => id)).toEqual(['p2', 'p0', 'p1'])
    expect(search.search('red shelves', 2).map(({ id }) => id)).toEqual(['p2', 'p0'])
    expect(search.search('red shelves', 0)).toEqual([])
  })

  it('finds nothing for unknown terms, without terms, and in an empty catalog', () => {
    const search = searchOver(['red paint', ' - '])
    expect([search.search('shelv', 24), search.search(' - ', 24)]).toEqual([[], []])
    expect(searchOver([]).search('paint', 24)).toEqual([])
  })

  it('counts a repeated term again', () => {
    const search = searchOver(['red', 'blue', 'blue'])
    expect(search.search('blue', 1)[0]!.id).toBe('p1')
    expect(search.search('blue blue', 1)[0]!.score).toBeCloseTo(2 * search.search('blue', 1)[0]!.score, 12)
  })

  it('knows its products', () => {
    const search = searchOver(['red paint'])
    expect([search.has('p0'), search.has('p1')]).toEqual([true, false])
  })

  it('agrees with scoring every title', () => {
    const text = fc
      .array(fc.constantFrom('red', 'blue', 'shelf', 'shelves', 'door', 'doors', '2x4'), { maxLength: 5 })
      .map((terms) => terms.join(' '))
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 12 }),
        text,
        fc.nat({ max: 14 }),
        (titles, query, limit) => {
          const found = searchOver(titles).search(query, limit)
          const scores = bruteForce(titles, query)
          const best = scores.filter((score) => score > 0).sort((one, other) => other - one)
          expect(found).toHaveLength(Math.min(limit, best.length))
          expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
          found.forEach(({ id, score }, i) => {
            expect(score).toBeCloseTo(best[i]!, 9)
            expect(score).toBeCloseTo(scores[placeOf(id)]!, 9)
            const next = found[i + 1]
            if (next?.score === score) expect(placeOf(next.id)).toBeGreaterThan(placeOf(id))
          })
        },
      ),
    )
  })
})
