import { describe, expect } from 'vitest'
import type { Hit } from '../../speller/types.ts'
import { formsOf, type Harness, nameOf } from './contract-harness.ts'

/** Counts of names and bigrams. */
export function describeCounts({ test, openWith }: Harness): void {
  describe('counts', () => {
    test('knows names and bigrams by their exact form, and answers 0 for the rest', async () => {
      const { index } = await openWith(
        [nameOf('Nike', { count: 12 }), nameOf('Persil', { count: 4, locale: 'de-DE' })],
        [
          { form: 'running shoes', count: 31 },
          { form: 'nike shoes', count: 2 },
        ],
      )
      const forms = ['running shoes', 'nike', 'shoes running', 'nike', 'persil', 'nike shoes', '', 'nik']
      expect(await index.counts(forms)).toEqual([31, 12, 0, 12, 4, 2, 0, 0])
      expect(await index.counts([])).toEqual([])
    })

    test('takes the greater count where a form is a name and a bigram', async () => {
      const { index } = await openWith(
        [nameOf('running shoes', { kind: 'phrase', count: 40 }), nameOf('red bull', { count: 3 })],
        [
          { form: 'running shoes', count: 31 },
          { form: 'red bull', count: 8 },
        ],
      )
      expect(await index.counts(['running shoes', 'red bull'])).toEqual([40, 8])
    })

    test('counts, in a locale, names of it and of none, and what is no name as everywhere', async () => {
      const { index } = await openWith(
        [
          nameOf('Gift', { kind: 'term', count: 9, locale: 'en' }),
          nameOf('Gift', { kind: 'term', count: 2, locale: 'de' }),
          nameOf('Persil', { count: 4, locale: 'de' }),
          nameOf('Nike', { count: 12 }),
          nameOf('Nike', { count: 3, locale: 'de' }),
          nameOf('gift set', { kind: 'phrase', count: 5, locale: 'en' }),
        ],
        [
          { form: 'gift set', count: 7 },
          { form: 'nike gift', count: 6 },
        ],
      )
      const forms = ['gift', 'persil', 'nike', 'gift set', 'nike gift', 'nik', '']
      expect(await index.counts(forms, 'de')).toEqual([2, 4, 12, 0, 6, 0, 0])
      expect(await index.counts(forms, 'en')).toEqual([9, 0, 12, 5, 6, 0, 0])
      expect(await index.counts(forms, 'fr')).toEqual([0, 0, 12, 0, 6, 0, 0])
      expect(await index.counts(forms)).toEqual([9, 4, 12, 7, 6, 0, 0])
    })

    test('follows, in a locale, names that come and go', async () => {
      const { index } = await openWith([nameOf('Nike', { count: 12 }), nameOf('Puma', { count: 3 })])
      expect(await index.counts(['zorb', 'nike'], 'fr')).toEqual([0, 12])
      await index.upsert([nameOf('Zorb', { count: 5, locale: 'de' }), nameOf('Nike', { count: 8, locale: 'de' })])
      expect(await index.counts(['zorb', 'nike', 'puma'], 'de')).toEqual([5, 12, 3])
      expect(await index.counts(['zorb', 'nike', 'puma'], 'fr')).toEqual([0, 12, 3])
      await index.remove(['zorb', 'puma'])
      expect(await index.counts(['zorb', 'puma'], 'de')).toEqual([0, 0])
    })

    test('marks hits that were added at run time, and only these', async () => {
      const { index } = await openWith([nameOf('Nike', { count: 12 }), nameOf('Puma', { count: 3 })])
      await index.upsert([nameOf('Nikee'), nameOf('Puma', { locale: 'de' })])
      const [nike, puma] = await index.search(['nikee', 'puma'], { limit: 8 })
      const marksOf = (hits: readonly Hit[] = []) =>
        hits.map(({ name }) => `${name.form} ${name.locale ?? 'everywhere'} ${name.isAdded ? 'added' : 'fed'}`)
      expect(marksOf(nike)[0]).toBe('nikee everywhere added')
      expect(marksOf(puma).sort()).toEqual(['puma de added', 'puma everywhere fed'])
    })

    test('answers many forms at once', async () => {
      const names = Array.from({ length: 1200 }, (_, i) => nameOf(`name${i}`, { count: i + 1 }))
      const { index } = await openWith(names)
      expect(await index.counts(names.map((name) => name.form))).toEqual(names.map((name) => name.count))
    })
  })
}

/** Names added and removed at run time. */
export function describeNames({ test, openFresh, openIndex, openWith, ingest, find }: Harness): void {
  describe('names at run time', () => {
    test('are found by the next search and counted', async () => {
      const { index } = await openWith([nameOf('Hygiene', { count: 20 })])
      const added = nameOf('Hygeeni', { count: 2 })
      await index.upsert([added])
      expect(await find(index, 'hygeeni')).toMatchObject([{ name: added, edits: 0 }, { edits: 2 }])
      expect((await find(index, 'hygeen'))[0]).toMatchObject({ name: added, edits: 1 })
      expect(await index.counts(['hygeeni'])).toEqual([2])
      expect((await index.info()).names).toBe(2)
    })

    test('can be the first names of all', async () => {
      const { store, reopen } = await openFresh()
      const index = await openIndex(store)
      await index.upsert([nameOf('Hygeeni')])
      expect(formsOf(await find(index, 'hygeeni'))).toEqual(['hygeeni'])
      expect((await index.info()).names).toBe(1)
      expect(formsOf(await find(await openIndex(await reopen()), 'hygeeni'))).toEqual(['hygeeni'])
    })

    test('are still there when the catalog is opened again', async () => {
      const { index, reopen } = await openWith([nameOf('Nike')])
      await index.upsert([nameOf('Hygeeni', { kind: 'line', count: 3, locale: 'en-GB' })])
      const again = await openIndex(await reopen())
      expect(await find(again, 'hygeeni')).toEqual(await find(index, 'hygeeni'))
      expect(formsOf(await find(again, 'hygeeni'))).toEqual(['hygeeni'])
    })

    test('replace the name of equal form and locale', async () => {
      const { index } = await openWith([
        nameOf('nike', { kind: 'term', count: 2 }),
        nameOf('nike', { locale: 'fr-FR' }),
      ])
      await index.upsert([nameOf('NIKE', { count: 50 })])
      expect((await find(index, 'nike')).map((hit) => [hit.name.text, hit.name.locale])).toEqual([
        ['NIKE', undefined],
        ['nike', 'fr-FR'],
      ])
      expect(await index.counts(['nike'])).toEqual([50])
      expect((await index.info()).names).toBe(2)
    })

    test('survive a new generation, with the values they had last', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      await index.upsert([nameOf('Hygeeni', { count: 2 }), nameOf('Nike', { count: 70 }), nameOf('Zorb')])
      await index.upsert([nameOf('HygEEni', { count: 9 })])
      await index.remove(['zorb'])
      await ingest(store, [nameOf('Puma'), nameOf('Nike', { count: 3 })])
      await ingest(store, [nameOf('Puma'), nameOf('Nike', { count: 4 })])
      expect(await find(index, 'hygeeni')).toMatchObject([{ name: { text: 'HygEEni', count: 9 } }])
      expect(await find(index, 'nike')).toMatchObject([{ name: { count: 70 } }])
      expect(await find(index, 'zorb')).toEqual([])
      expect((await index.info()).names).toBe(3)
    })

    test('survive when they come while a generation is built', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      await index.upsert([nameOf('Hygeeni')])
      await builder.commit({ products: 1 })
      expect(formsOf(await find(index, 'hygeeni'))).toEqual(['hygeeni'])
    })

    test('can be removed, as can names of the catalog, in every locale', async () => {
      const { index, reopen } = await openWith(
        [nameOf('Nike'), nameOf('Persil'), nameOf('Persil', { locale: 'de-DE' }), nameOf('Puma')],
        [{ form: 'persil puma', count: 2 }],
      )
      await index.upsert([nameOf('Hygeeni')])
      await index.remove(['hygeeni', 'persil', 'never there'])
      for (const opened of [index, await openIndex(await reopen())]) {
        expect((await opened.search(['hygeeni', 'persil', 'nike'], { limit: 5 })).map(formsOf)).toEqual([
          [],
          [],
          ['nike'],
        ])
        expect(await opened.counts(['hygeeni', 'persil', 'puma', 'persil puma'])).toEqual([0, 0, 1, 2])
        expect((await opened.info()).names).toBe(2)
      }
    })

    test('of several terms, as brands, are found by each of these that is no name, and not once they are gone', async () => {
      const { store, index } = await openWith([nameOf('Runner', { kind: 'term', count: 6 })])
      const found = async (span: string, locale?: string) => {
        const [hits] = await index.search([span], { limit: 8, ...(locale && { locale }) })
        return hits!.filter(({ edits }) => edits === 0).map(({ name }) => `${name.text} ${name.kind} ${name.count}`)
      }
      await index.upsert([
        nameOf('Nyke Airz', { count: 3 }),
        nameOf('Nyke Pro', { locale: 'de' }),
        nameOf('Nyke 2 x Runner'),
      ])
      const names = (await index.info()).names
      expect(await found('nyke')).toContain('Nyke term 3')
      expect(await found('nyke', 'fr')).toEqual(['Nyke term 3'])
      expect(await found('ny ke')).toContain('Nyke term 3')
      const [[hit]] = (await index.search(['airz'], { limit: 8 })) as [Hit[]]
      expect(hit).toMatchObject({ name: { form: 'airz', isAdded: true, isPart: true }, edits: 0, score: 1 })
      // a name of the catalog, a number, and what is too short to stand for a brand
      expect(await found('runner')).toEqual(['Runner term 6'])
      expect([await found('2'), await found('x'), await found('pro', 'fr')]).toEqual([[], [], []])
      expect([await found('pro'), await index.counts(['airz'])]).toEqual([['Pro term 1'], [0]])
      expect([names, (await index.changes()).added.length]).toEqual([4, 3])
      await ingest(store, [nameOf('Airz', { kind: 'term', count: 8 })])
      expect([await found('airz'), await found('nyke', 'fr')]).toEqual([['Airz term 8'], ['Nyke term 3']])
      await index.upsert([nameOf('Nyke Airz', { kind: 'phrase' })])
      expect(await found('nyke', 'fr')).toEqual(['Nyke term 1'])
      await index.remove(['nyke airz', 'nyke pro', 'nyke 2 x runner'])
      expect(await found('nyke')).toEqual([])
    })

    test('explain a span only while they are there: without them, distant names are hits', async () => {
      const others = ['carton', 'control'].map((text) => nameOf(text, { kind: 'term' }))
      const { index } = await openWith([nameOf('castrol', { count: 9 }), ...others])
      const { index: without } = await openWith(others)
      const found = async (from: typeof index) => formsOf(await find(from, 'casrtol'))
      expect(await found(index)).toEqual(['castrol', 'carton'])
      expect(await found(without)).toEqual(['carton', 'control'])
      await index.remove(['castrol'])
      expect(await found(index)).toEqual(['carton', 'control'])
      for (const added of ['castrol', 'casrtoll']) {
        await without.upsert([nameOf(added)])
        expect(await found(without)).toEqual([added, 'carton'])
        await without.remove([added])
        expect(await found(without)).toEqual(['carton', 'control'])
      }
    })

    test('are listed: those that were added, and those of the catalog that were removed', async () => {
      const { store, index, reopen } = await openWith([nameOf('Nike'), nameOf('Persil'), nameOf('Puma')])
      const listed = async (from = index) => {
        const { added, removed } = await from.changes()
        const texts = added.map(({ text, kind, count, locale }) => `${text} ${kind} ${count} ${locale ?? ''}`.trim())
        return { added: texts.sort(), removed: [...removed].sort() }
      }
      expect(await listed()).toEqual({ added: [], removed: [] })
      await index.upsert([
        nameOf('Zorb', { count: 3 }),
        nameOf('Zorb', { kind: 'line', locale: 'de' }),
        nameOf('Velbo'),
      ])
      await index.upsert([nameOf('Nike', { count: 7 })])
      await index.remove(['persil', 'puma', 'velbo', 'never there'])
      const expected = { added: ['Nike brand 7', 'Zorb brand 3', 'Zorb line 1 de'], removed: ['persil', 'puma'] }
      expect(await listed()).toEqual(expected)
      expect(await listed(await openIndex(await reopen()))).toEqual(expected)
      await index.upsert([nameOf('Puma', { locale: 'fr' })])
      expect(await listed()).toEqual({
        added: ['Nike brand 7', 'Puma brand 1 fr', 'Zorb brand 3', 'Zorb line 1 de'],
        removed: ['persil'],
      })
      await index.remove(['puma'])
      expect(await listed()).toEqual(expected)
      await ingest(store, [nameOf('Puma')])
      expect(await listed()).toEqual({ ...expected, removed: [] })
    })

    test('that are added and removed while there is no catalog are listed, too', async () => {
      const index = await openIndex((await openFresh()).store)
      expect(await index.changes()).toEqual({ added: [], removed: [] })
      await index.upsert([nameOf('Hygeeni'), nameOf('Zorb')])
      await index.remove(['zorb'])
      const { added, removed } = await index.changes()
      expect([added.map(({ text }) => text), removed]).toEqual([['Hygeeni'], []])
    })

    test('can come back after they were removed', async () => {
      const { index } = await openWith([nameOf('Nike')])
      await index.remove(['nike'])
      await index.upsert([nameOf('Nike', { count: 5 })])
      expect(await find(index, 'nike')).toMatchObject([{ name: { count: 5 }, edits: 0 }])
    })
  })
}
