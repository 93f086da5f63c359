import { describe, expect, it } from 'vitest'
import type { GoldCase } from './gold.ts'
import { pool } from './pool.ts'

const gold = (query: string, right: string, more: Partial<GoldCase> = {}): GoldCase => ({
  ...{ query, golds: right.split('|'), isBrand: false },
  ...more,
})
const set = (name: string, ...cases: readonly GoldCase[]) => ({ name, cases })
const queries = (...sets: Parameters<typeof pool>[0]) =>
  pool(sets, undefined)!
    .cases.map(({ query }) => query)
    .toSorted()

describe('pool', () => {
  const traffic = set('traffic.tsv', gold('nkie', 'nike'), gold('puma', 'puma'), gold('nkie', 'nike'))
  const brands = set('brand.tsv', gold('Nkie ', 'Nike', { isBrand: true }))

  it('lets a repeat within a file count, and a query of another file once, in whatever order the files come', () => {
    expect(pool([traffic], undefined)).toBeUndefined()
    expect(queries(traffic, brands)).toEqual(['nkie', 'nkie', 'puma'])
    expect(queries(brands, traffic)).toEqual(['Nkie ', 'nkie', 'puma'])
  })

  it('counts a query of three files as often as the file that holds it most often', () => {
    const other = set('other.tsv', gold('nkie', 'nike'), gold('asics', 'asics'))
    expect(queries(traffic, brands, other)).toEqual(['asics', 'nkie', 'nkie', 'puma'])
  })

  it('keeps other golds and other locales apart, and the same golds in another order together', () => {
    const one = set('one.tsv', gold('grey', 'grey|gray'), gold('gift', 'gift'))
    const other = set(
      'other.tsv',
      gold('grey', 'gray|grey'),
      gold('grey', 'grey'),
      gold('gift', 'gift', { locale: 'de' }),
    )
    expect(pool([one, other], undefined)!.cases).toEqual([
      gold('grey', 'grey|gray'),
      gold('gift', 'gift'),
      gold('grey', 'grey'),
      gold('gift', 'gift', { locale: 'de' }),
    ])
  })

  it('joins what the files say of one line', () => {
    const judged = set('judged.tsv', gold('nkie', 'nike', { relevant: ['1', '2'], slice: 'typo' }))
    const further = set('further.tsv', gold('nkie', 'nike', { relevant: ['2', '3'], slice: 'other', frequency: 3 }))
    expect(pool([judged, further, brands], undefined)!.cases).toEqual([
      gold('nkie', 'nike', { isBrand: true, relevant: ['1', '2', '3'], slice: 'typo', frequency: 3 }),
    ])
  })
})
