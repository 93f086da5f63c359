import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { osaDistance } from '../../speller/edit-distance.ts'
import { compareHits, nearEdits } from '../../speller/rank-hits.ts'
import type { Hit } from '../../speller/types.ts'
import { formsOf } from './contract-harness.ts'
import { nameOf } from './contract.ts'
import { openMemoryIndex } from './embedded.ts'
import { buildIndex } from './embedded-build.ts'
import { openIndexFile } from './embedded-search.ts'
import { createView } from './embedded-view.ts'
import { createLiveNames, mergeHits } from './live-names.ts'

const base = [
  nameOf('nike', { count: 30 }),
  nameOf('nikon', { count: 20 }),
  nameOf('nikes', { count: 9 }),
  nameOf('puma'),
]

/** A hit without the mark of names that were added at run time. */
function asOfFeed({ name, ...hit }: Hit): Hit {
  const { isAdded: _, ...fed } = name
  return { name: fed, ...hit }
}

describe('createLiveNames', () => {
  it('adds, replaces by form and locale, and counts the greatest', () => {
    const live = createLiveNames()
    live.apply(
      { op: 'upsert', names: [nameOf('Zorb', { count: 2 }), nameOf('zorb', { count: 5, locale: 'de-DE' })] },
      'g1',
    )
    live.apply({ op: 'upsert', names: [nameOf('ZORB', { count: 3 })] }, 'g1')
    expect([...live.names.values()].map((name) => name.text).sort()).toEqual(['ZORB', 'zorb'])
    expect([live.count('zorb'), live.count('zor')]).toEqual([5, 0])
    expect(formsOf(live.search('zorbs', 'fr-FR'))).toEqual(['zorb'])
    expect(live.search('zorb', 'de-DE')).toHaveLength(2)
    expect(live.search('', undefined)).toEqual([])
  })

  it('removes a live name in every generation, and hides a name of the catalog in the newest of then and those before', () => {
    for (const [generation, hidden] of [
      ['g0', true],
      ['g1', true],
      ['g2', false],
    ] as const) {
      const live = createLiveNames()
      live.apply({ op: 'upsert', names: [nameOf('Zorb'), nameOf('Zorb', { locale: 'fr' })] }, generation)
      live.apply({ op: 'remove', forms: ['zorb', 'nike'], generation: 'g1' }, generation)
      expect(live.names.size).toBe(0)
      expect(live.hides(nameOf('nike'))).toBe(hidden)
      expect(live.isRemoved('nike')).toBe(hidden)
    }
  })

  it('finds what a comparison with every name finds, whatever came and went', () => {
    const form = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ж'), minLength: 1, maxLength: 9 })
    const name = fc.record({ form, locale: fc.constantFrom(undefined, 'de', 'fr') })
    const change = fc.oneof(
      fc.array(name, { maxLength: 12 }).map((all) => ({ op: 'upsert' as const, all })),
      fc.array(form, { maxLength: 6 }).map((forms) => ({ op: 'remove' as const, forms, generation: 'g1' })),
    )
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 6 }),
        form,
        fc.constantFrom(undefined, 'de'),
        (changes, span, locale) => {
          const live = createLiveNames()
          for (const one of changes)
            live.apply(
              one.op === 'remove'
                ? one
                : {
                    op: 'upsert',
                    names: one.all.map((own) => nameOf(own.form, own.locale ? { locale: own.locale } : {})),
                  },
              'g1',
            )
          const expected = [...live.names.values()]
            .filter((own) => locale === undefined || own.locale === undefined || own.locale === locale)
            .map((own) => ({ own, edits: osaDistance(span, own.form, 3) }))
            .filter(({ own, edits }) => edits <= nearEdits([...span].length, [...own.form].length))
          const found = live.search(span, locale).map(({ name: own, edits }) => ({ own, edits }))
          expect(found).toHaveLength(expected.length)
          expect(found).toEqual(expect.arrayContaining(expected))
        },
      ),
    )
  })
})

describe('mergeHits', () => {
  it('keeps the one order and the limit', () => {
    const hit = (form: string, edits: number) => ({ name: nameOf(form), edits, score: 1 / (1 + edits) })
    expect(formsOf(mergeHits([hit('a', 0), hit('c', 2)], [hit('b', 1)], 2, compareHits))).toEqual(['a', 'b'])
    expect(formsOf(mergeHits([hit('a', 0), hit('c', 2)], [], 1, compareHits))).toEqual(['a'])
  })
})

describe('createView', () => {
  it('fills the limit with the next best names where the best are removed or replaced', async () => {
    const index = openMemoryIndex(base, [], 60)
    const find = async (limit: number) => formsOf((await index.search(['nike'], { limit }))[0]!)
    expect(await find(1)).toEqual(['nike'])
    await index.remove(['nike'])
    expect(await find(1)).toEqual(['nikes'])
    await index.upsert([nameOf('nikes', { count: 1 })])
    expect(await find(1)).toEqual(['nikes'])
    await index.remove(['nikes'])
    expect(await find(2)).toEqual(['nikon'])
  })

  it('gives the same hits as an index that was built so', () => {
    const live = createLiveNames()
    const view = createView(openIndexFile(buildIndex('g1', base, [], 60)), live)
    live.apply({ op: 'remove', forms: ['nikon'], generation: 'g1' }, 'g1')
    live.apply({ op: 'upsert', names: [nameOf('Nikee', { count: 4 }), nameOf('puma', { count: 8 })] }, 'g1')
    const built = createView(
      openIndexFile(
        buildIndex('g1', [base[0]!, base[2]!, nameOf('Nikee', { count: 4 }), nameOf('puma', { count: 8 })], [], 60),
      ),
      createLiveNames(),
    )
    for (const limit of [1, 2, 9])
      for (const spans of [
        ['nike', 'nikee', 'pumas', 'nikon'],
        ['', 'zzz'],
      ])
        expect(view.search(spans, { limit }).map((hits) => hits.map(asOfFeed))).toEqual(built.search(spans, { limit }))
    const forms = ['nike', 'nikon', 'nikee', 'puma']
    expect(view.counts(forms)).toEqual(built.counts(forms))
    expect(view.info()).toEqual(built.info())
  })
})
