import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceBetween, type PreviousReport } from './difference.ts'
import { readReport } from './read-report.ts'

/** A query, its gold and what was searched; null: as typed. */
type Row = readonly [query: string, gold: string, searched: string | null]
const reportOf = (rows: readonly Row[], system = 'context', name = 'gold.tsv'): PreviousReport => ({
  at: '2026-01-02',
  version: 2,
  settings: { k: 8, without: null, model: 'm1' },
  sets: [
    {
      name,
      cases: rows.map(([query, gold]) => ({ query, golds: [gold] })),
      systems: [{ system, searched: rows.map(([, , searched]) => searched) }],
    },
  ],
})
const nothing = { newlyBroken: [], noLongerMended: [], gotFixed: [], noLongerBroken: [] }
type Later = Parameters<typeof differenceBetween>[1]
const between = (before: PreviousReport, after: PreviousReport) => differenceBetween(before, after as unknown as Later)

const before = reportOf([
  ['nkie', 'nike', null],
  ['makta', 'makita', 'makita'],
  ['asics', 'asics', null],
  ['tomy', 'tomy', 'tommy'],
  ['bosh', 'bosch', 'bosch'],
])
const after = reportOf([
  ['new', 'new', null],
  ['makta', 'makita', 'market'],
  ['asics', 'asics', 'basics'],
  ['nkie', 'nike', 'Nike'],
  ['tomy', 'tomy', null],
  ['bosh', 'bosch', 'bosch'],
])

describe('differenceBetween', () => {
  it('pairs cases wherever they stand, and keeps right queries apart from misspelled ones', () => {
    const { sets, missing } = between(before, after)
    expect(missing).toEqual([])
    expect(sets).toMatchObject([{ set: 'gold.tsv', n: 6, compared: 5, exactBefore: 3, exactAfter: 3, p: 1 }])
    const fates = (rows: (typeof sets)[number]['newlyBroken']) =>
      rows.map(({ query, fateBefore, fateAfter }) => `${query}: ${fateBefore} → ${fateAfter}`)
    expect(fates(sets[0]!.newlyBroken)).toEqual(['asics: kept → broken'])
    expect(fates(sets[0]!.noLongerMended)).toEqual(['makta: fixed → miscorrected'])
    expect(fates(sets[0]!.gotFixed)).toEqual(['nkie: missed → fixed'])
    expect(fates(sets[0]!.noLongerBroken)).toEqual(['tomy: broken → kept'])
  })

  it('says which settings differ, also where only one report has them', () => {
    expect(between(before, after).settings).toEqual([])
    const later = { ...after, settings: { k: 4, without: null, limit: 10, model: 'm1' } }
    expect(between(before, later).settings).toEqual([
      { name: 'k', before: 8, after: 4 },
      { name: 'limit', before: null, after: 10 },
    ])
  })

  it('leaves out a case whose gold was changed, and names what the earlier report lacks', () => {
    const regold = between(reportOf([['nkie', 'nikey', null]]), reportOf([['nkie', 'nike', 'nike']]))
    expect(regold.sets).toMatchObject([{ n: 1, compared: 0, ...nothing, p: 1 }])
    expect(between(reportOf([], 'channel'), after)).toMatchObject({ sets: [], missing: ['gold.tsv: context'] })
    expect(between(reportOf([], 'context', 'b.tsv'), after).missing).toEqual(['gold.tsv: context'])
  })

  it('finds the reverse when the two are exchanged, and nothing against itself', () => {
    const text = fc.constantFrom('a', 'b', 'c')
    const rows = fc.uniqueArray(fc.tuple(text, text, fc.option(text), fc.option(text)), {
      selector: ([query, gold]) => query + gold,
    })
    fc.assert(
      fc.property(rows, (drawn) => {
        const one = reportOf(drawn.map(([query, gold, searched]) => [query, gold, searched]))
        const other = reportOf(drawn.map(([query, gold, , searched]) => [query, gold, searched]))
        const [forth] = between(one, other).sets
        const [back] = between(other, one).sets
        expect([back!.gotFixed, back!.noLongerBroken].map(({ length }) => length)).toEqual(
          [forth!.noLongerMended, forth!.newlyBroken].map(({ length }) => length),
        )
        expect(back!.p).toBe(forth!.p)
        const better = forth!.gotFixed.length + forth!.noLongerBroken.length
        const worse = forth!.noLongerMended.length + forth!.newlyBroken.length
        expect(forth!.exactAfter - forth!.exactBefore).toBe(better - worse)
        for (const { query, golds } of [...forth!.newlyBroken, ...forth!.noLongerBroken]) expect(golds).toContain(query)
        for (const { query, golds } of [...forth!.noLongerMended, ...forth!.gotFixed])
          expect(golds).not.toContain(query)
        expect(between(one, one).sets).toMatchObject([nothing])
      }),
    )
  })
})

describe('readReport', () => {
  it('reads what was written', () => {
    expect(readReport('r.json', JSON.stringify({ ...before, more: 1 }))).toEqual(before)
  })

  it.each([
    ['{', 'r.json: no JSON'],
    ['[]', 'r.json: this is no report.json of npm run evaluate; give one that it wrote'],
    ['{"version":1,"now":{},"topRewrites":[]}', 'r.json: this is no report.json of npm run evaluate'],
    [JSON.stringify({ ...before, version: 1 }), 'at version: it must be 2; make the report again'],
    [
      JSON.stringify(before).replace('"searched":[null,', '"searched":['),
      'at sets.0: the answers of a system are not as many as the cases',
    ],
  ])('refuses %s', (content, message) => {
    expect(() => readReport('r.json', content)).toThrow(message)
  })
})
