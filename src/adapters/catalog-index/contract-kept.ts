import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { SpellerError } from '../../speller/errors.ts'
import { formsOf, type Harness, nameOf } from './contract-harness.ts'

/** Generations that are checked before the swap, and kept after it for a roll-back. */
export function describeKeptGenerations({ test, openFresh, openIndex, openWith, ingest, find }: Harness): void {
  const openKeeping = async (keep: number) => {
    const { reopen, ...opened } = await openFresh()
    const store = await reopen({ keep })
    return { ...opened, reopen, store, index: await openIndex(store) }
  }

  describe('generations that are checked', () => {
    test('are whole and searchable in the check, with the names added at run time, and not yet live', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      await index.upsert([nameOf('Zorb', { count: 3 })])
      const builder = await store.build()
      await builder.addNames([nameOf('Puma', { count: 7 })])
      await builder.addBigrams([{ form: 'puma shoes', count: 2 }])
      const seen: unknown[] = []
      const info = await builder.commit({ products: 5 }, async (next) => {
        seen.push((await next.search(['puma', 'zorb', 'nike'], { limit: 3 })).map(formsOf))
        seen.push(await next.counts(['puma', 'zorb', 'nike', 'puma shoes']))
        seen.push(await next.info())
        seen.push(formsOf(await find(index, 'puma')))
      })
      expect(seen).toEqual([[['puma'], ['zorb'], []], [7, 3, 0, 2], info, []])
      expect(info).toMatchObject({ id: builder.id, names: 2, bigrams: 1, products: 5 })
    })

    test('leave the live one as it was when the check throws, and nothing behind when they are aborted', async () => {
      const { store, index, generations } = await openWith([nameOf('Nike')])
      const [former, before] = [await index.info(), await generations()]
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      const refuse = () => Promise.reject(new SpellerError('generation_refused', 'too small'))
      await expect(builder.commit({ products: 1 }, refuse)).rejects.toMatchObject({ message: 'too small' })
      expect(await index.info()).toEqual(former)
      expect((await index.search(['nike', 'puma'], { limit: 3 })).map(formsOf)).toEqual([['nike'], []])
      await builder.abort()
      expect(await generations()).toBe(before)
      expect(await store.generations()).toMatchObject([{ id: former.id, isLive: true }])
    })

    test('can be committed after all', async () => {
      const { store, index } = await openWith([nameOf('Nike')])
      const builder = await store.build()
      await builder.addNames([nameOf('Puma')])
      await builder.commit({ products: 1 }, () => Promise.reject(new Error('no'))).catch(() => undefined)
      expect((await builder.commit({ products: 1 })).id).toBe(builder.id)
      expect(formsOf(await find(index, 'puma'))).toEqual(['puma'])
    })
  })

  describe('generations that are kept', () => {
    test('are as many as asked for, listed newest first with what they follow', async () => {
      const { store, generations } = await openKeeping(2)
      expect(await store.generations()).toEqual([])
      const made = []
      for (const name of ['Nike', 'Puma', 'Makita', 'Bosch']) made.push(await ingest(store, [nameOf(name)]))
      const [, second, third, fourth] = made
      expect(await store.generations()).toEqual([
        { ...fourth, isLive: true, follows: third!.id },
        { ...third, isLive: false, follows: second!.id },
        { ...second, isLive: false, follows: made[0]!.id },
      ])
      expect(await generations()).toBe(3)
    })

    test('are live again at once, for an index that is open', async () => {
      const { store, index, reopen } = await openKeeping(2)
      const first = await ingest(store, [nameOf('Nike', { count: 3 })], [{ form: 'nike shoes', count: 2 }])
      const second = await ingest(store, [nameOf('Puma')])
      const other = await openIndex(await reopen())
      expect(formsOf(await find(other, 'puma'))).toEqual(['puma'])
      expect(await store.activate(first.id)).toEqual(first)
      for (const opened of [index, other]) {
        expect((await opened.search(['nike', 'puma'], { limit: 3 })).map(formsOf)).toEqual([['nike'], []])
        expect(await opened.counts(['nike', 'nike shoes', 'puma'])).toEqual([3, 2, 0])
        expect(await opened.info()).toEqual(first)
      }
      expect((await store.generations()).map(({ id, isLive }) => [id, isLive])).toEqual([
        [second.id, false],
        [first.id, true],
      ])
      await store.activate(second.id)
      expect(await index.info()).toEqual(second)
      await store.activate(second.id)
      expect(await index.info()).toEqual(second)
    })

    test('have the names added and changed at run time, and not those removed', async () => {
      const { store, index } = await openKeeping(3)
      const first = await ingest(store, [nameOf('Nike'), nameOf('Persil'), nameOf('Puma', { count: 2 })])
      await index.upsert([nameOf('Zorb'), nameOf('Hygeeni', { count: 2 })])
      await ingest(store, [nameOf('Makita'), nameOf('Persil')])
      await index.upsert([nameOf('Hygeeni', { count: 9 }), nameOf('Velbo'), nameOf('Puma', { count: 50 })])
      await index.remove(['persil', 'zorb'])
      await store.activate(first.id)
      const spans = ['nike', 'hygeeni', 'velbo', 'puma', 'persil', 'zorb', 'makita']
      const forms = (await index.search(spans, { limit: 1 })).map(formsOf)
      expect(forms).toEqual([['nike'], ['hygeeni'], ['velbo'], ['puma'], [], [], []])
      expect(await index.counts(spans)).toEqual([1, 9, 1, 50, 0, 0, 0])
      expect((await index.info()).names).toBe(4)
    })

    test('have names that were removed while another was live, also after going there and back', async () => {
      const { store, index } = await openKeeping(2)
      const first = await ingest(store, [nameOf('Nike'), nameOf('Persil')])
      const second = await ingest(store, [nameOf('Persil'), nameOf('Puma')])
      await store.activate(first.id)
      await index.remove(['persil'])
      await store.activate(second.id)
      expect(await index.counts(['persil', 'puma', 'nike'])).toEqual([0, 1, 0])
      await ingest(store, [nameOf('Persil')])
      expect(await index.counts(['persil'])).toEqual([1])
    })

    test('follow the generation that was rolled back to, which is kept before newer ones', async () => {
      const { store } = await openKeeping(1)
      const first = await ingest(store, [nameOf('Nike')])
      const second = await ingest(store, [nameOf('Puma')])
      await store.activate(first.id)
      const third = await ingest(store, [nameOf('Makita')])
      expect(await store.generations()).toEqual([
        { ...third, isLive: true, follows: first.id },
        { ...first, isLive: false },
      ])
      await expect(store.activate(second.id)).rejects.toMatchObject({ code: 'generation_refused' })
    })

    test('can be removed, but for the live one', async () => {
      const { store, index, generations } = await openKeeping(2)
      const first = await ingest(store, [nameOf('Nike')])
      const second = await ingest(store, [nameOf('Puma')])
      await expect(store.removeGeneration(second.id)).rejects.toMatchObject({ code: 'generation_refused' })
      await store.removeGeneration(first.id)
      for (const id of [first.id, 'never there', '../../etc', ''])
        for (const call of [() => store.activate(id), () => store.removeGeneration(id)])
          await expect(call()).rejects.toMatchObject({ code: 'generation_refused' })
      expect(await generations()).toBe(1)
      expect(await index.info()).toEqual(second)
    })

    test('never show a mixture of two while they are rolled back', async () => {
      const { store, index } = await openKeeping(1)
      const first = await ingest(store, [nameOf('Nike')])
      await ingest(store, [nameOf('Puma')])
      const seen = new Set<string>()
      let isRolling = true
      const watch = async () => {
        while (isRolling) {
          const hits = await index.search(['nike', 'puma'], { limit: 3 })
          seen.add(hits.map((own) => formsOf(own).join()).join('|'))
          await nextTurn()
        }
      }
      const roll = async () => {
        await store.activate(first.id)
        isRolling = false
      }
      await Promise.all([watch(), roll()])
      expect(['nike|', '|puma']).toEqual(expect.arrayContaining([...seen]))
    })
  })
}
