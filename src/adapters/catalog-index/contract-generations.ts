import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { formsOf, type Harness, nameOf } from './contract-harness.ts'

/** Generations: built aside, swapped whole, swept. */
export function describeGenerations({ test, openFresh, openIndex, openWith, ingest, find }: Harness): void {
  describe('generations', () => {
    test('describe themselves', async () => {
      const { store } = await openFresh()
      const builder = await store.build()
      await builder.addNames([nameOf('Nike'), nameOf('Puma')])
      await builder.addNames([nameOf('Nike', { count: 6 }), nameOf('Nike', { locale: 'fr-FR' })])
      await builder.addBigrams([{ form: 'nike shoes', count: 2 }])
      const kinds = { brand: 2, line: 0, query: 0, phrase: 0, term: 1 }
      const info = await builder.commit({ products: 41, kinds })
      expect(info).toEqual({ id: builder.id, names: 3, bigrams: 1, products: 41, kinds })
      const index = await openIndex(store)
      expect(await index.info()).toEqual(info)
      // which kinds an added one is of is not counted
      await index.upsert([nameOf('Bosch')])
      expect(await index.info()).toMatchObject({ names: 4, kinds })
      expect(await index.counts(['nike'])).toEqual([6])
    })

    test('are invisible until they are committed, then replace the former whole', async () => {
      const { store, index } = await openWith([nameOf('Nike')], [{ form: 'nike shoes', count: 2 }])
      const former = await index.info()
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      await builder.addBigrams([{ form: 'puma shoes', count: 3 }])
      const spans = ['nike', 'puma']
      expect((await index.search(spans, { limit: 3 })).map(formsOf)).toEqual([['nike'], []])
      expect(await index.info()).toEqual(former)
      await builder.commit({ products: 1 })
      expect((await index.search(spans, { limit: 3 })).map(formsOf)).toEqual([[], ['puma']])
      expect(await index.counts(['nike', 'puma', 'nike shoes', 'puma shoes'])).toEqual([0, 1, 0, 3])
      expect((await index.info()).id).not.toBe(former.id)
    })

    test('never show a mixture of two while they are swapped', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      let committing = true
      const seen = new Set<string>()
      const watch = async () => {
        while (committing) {
          const hits = await index.search(['nike', 'puma'], { limit: 3 })
          seen.add(hits.map((own) => formsOf(own).join()).join('|'))
          await nextTurn()
        }
      }
      const commit = async () => {
        await builder.commit({ products: 1 })
        committing = false
      }
      await Promise.all([watch(), commit()])
      expect(['nike|', '|puma']).toEqual(expect.arrayContaining([...seen]))
    })

    test('are followed by an index that another process opened', async () => {
      const { store, reopen } = await openWith([nameOf('Nike')])
      const other = await openIndex(await reopen())
      expect(formsOf(await find(other, 'nike'))).toEqual(['nike'])
      await ingest(store, [nameOf('Puma')])
      expect((await other.search(['nike', 'puma'], { limit: 3 })).map(formsOf)).toEqual([[], ['puma']])
    })

    test('are followed by an index that was opened before the first of them', async () => {
      const { store } = await openFresh()
      const index = await openIndex(store)
      await ingest(store, [nameOf('Puma')])
      expect(formsOf(await find(index, 'puma'))).toEqual(['puma'])
    })

    test('leave nothing behind when they are aborted', async () => {
      const { store, index, generations } = await openWith([nameOf('Nike')])
      const before = await generations()
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      await builder.abort()
      expect((await index.search(['nike', 'puma'], { limit: 3 })).map(formsOf)).toEqual([['nike'], []])
      expect(await generations()).toBe(before)
    })

    test('left unfinished by a killed process are gone after the next build', async () => {
      const { store, reopen, generations } = await openWith([nameOf('Nike')])
      const before = await generations()
      const killed = await store.build()
      await killed.addNames([nameOf('Puma')])
      await ingest(await reopen(), [nameOf('Bosch')])
      const index = await openIndex(await reopen())
      expect((await index.search(['nike', 'puma', 'bosch'], { limit: 3 })).map(formsOf)).toEqual([[], [], ['bosch']])
      expect(await generations()).toBe(before)
    })

    test('that were left unfinished go on where the store can, and never half', async () => {
      const { store, reopen, generations } = await openWith([nameOf('Nike')])
      const before = await generations()
      const killed = await store.build()
      await killed.addNames([nameOf('Puma')])
      await killed.addBigrams([{ form: 'puma shoes', count: 3 }])
      const next = await (await reopen()).build({ resume: killed.id })
      await next.addNames([nameOf('Makita')])
      const info = await next.commit({ products: 2 })
      const isResumed = next.id === killed.id
      expect(info).toEqual({ id: next.id, names: isResumed ? 2 : 1, bigrams: isResumed ? 1 : 0, products: 2 })
      const index = await openIndex(store)
      expect(await index.counts(['nike', 'puma', 'makita', 'puma shoes'])).toEqual(
        isResumed ? [0, 1, 1, 3] : [0, 0, 1, 0],
      )
      expect(await generations()).toBe(before)
    })

    test('begin anew where there is nothing to resume', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      const live = await index.info()
      const aborted = await store.build()
      await aborted.addNames([nameOf('Puma')])
      await aborted.abort()
      for (const resume of [live.id, aborted.id, 'never there', '']) {
        const builder = await store.build({ resume })
        expect(builder.id).not.toBe(resume)
        expect(await builder.commit({ products: 0 })).toMatchObject({ id: builder.id, names: 0 })
      }
      expect(await index.counts(['nike', 'puma'])).toEqual([0, 0])
    })

    test('do not pile up', async () => {
      const { store, generations } = await openWith([nameOf('Nike')])
      await ingest(store, [nameOf('Nike')])
      const two = await generations()
      for (let i = 0; i < 3; i++) await ingest(store, [nameOf('Nike')])
      expect(await generations()).toBe(two)
    })

    test('take no more after they are committed or aborted', async () => {
      const { store } = await openFresh()
      const committed = await store.build()
      await committed.commit({ products: 0 })
      const aborted = await store.build()
      await aborted.abort()
      await aborted.abort()
      for (const builder of [committed, aborted]) {
        await expect(builder.addNames([nameOf('Nike')])).rejects.toMatchObject({ code: 'index_failed' })
        await expect(builder.commit({ products: 0 })).rejects.toMatchObject({ code: 'index_failed' })
      }
    })

    test('hold thousands of names added in several calls', async () => {
      const { store } = await openFresh()
      const builder = await store.build()
      const names = Array.from({ length: 1700 }, (_, i) => nameOf(`item ${i.toString(36)}`, { count: i + 1 }))
      await builder.addNames(names.slice(0, 1200))
      await builder.addNames(names.slice(1200))
      expect((await builder.commit({ products: 9 })).names).toBe(1700)
      const index = await openIndex(store)
      const sample = [names[0]!, names[600]!, names[1699]!]
      const hits = await index.search(
        sample.map((name) => name.form),
        { limit: 3 },
      )
      expect(hits.map((own) => own[0]?.name)).toEqual(sample)
    })
  })
}
