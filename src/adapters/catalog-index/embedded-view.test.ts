import { describe, expect, it } from 'vitest'
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

  it('says the fewest changes that lead to the same state', () => {
    const live = createLiveNames()
    expect(live.changes('g1')).toEqual([])
    live.apply({ op: 'upsert', names: [nameOf('a1'), nameOf('b1')] }, 'g1')
    live.apply({ op: 'remove', forms: ['a1', 'nike'], generation: 'g1' }, 'g1')
    live.apply({ op: 'upsert', names: [nameOf('nike', { count: 7 })] }, 'g1')
    const changes = live.changes('g1')
    expect(changes).toHaveLength(2)
    const again = createLiveNames()
    for (const change of changes) again.apply(change, 'g1')
    expect([...again.names]).toEqual([...live.names])
    expect([...again.removed()].sort()).toEqual([...live.removed()].sort())
  })
})

describe('mergeHits', () => {
  it('keeps the one order and the limit', () => {
    const hit = (form: string, edits: number) => ({ name: nameOf(form), edits, score: 1 / (1 + edits) })
    expect(formsOf(mergeHits([hit('a', 0), hit('c', 2)], [hit('b', 1)], 2))).toEqual(['a', 'b'])
    expect(formsOf(mergeHits([hit('a', 0), hit('c', 2)], [], 1))).toEqual(['a'])
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
    expect(await find(2)).toEqual([])
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
        expect(view.search(spans, { limit })).toEqual(built.search(spans, { limit }))
    const forms = ['nike', 'nikon', 'nikee', 'puma']
    expect(view.counts(forms)).toEqual(built.counts(forms))
    expect(view.info()).toEqual(built.info())
  })
})
