import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Name } from '../../speller/types.ts'
import { nameOf } from './contract.ts'
import { distantPool } from './distant-names.ts'
import { openMemoryIndex } from './embedded.ts'
import { closedAfterEach, testOptions } from './qdrant-testing.ts'
import { openQdrantStore } from './qdrant.ts'

describe('hybrid search over Qdrant', () => {
  const { openServer: openFake } = closedAfterEach()
  const openBoth = async (names: readonly Name[], url: string) => {
    const store = openQdrantStore(testOptions(url))
    const builder = await store.build()
    await builder.addNames(names)
    await builder.commit({ products: names.length })
    return { embedded: openMemoryIndex(names, [], names.length), qdrant: await store.open() }
  }

  const term = fc.stringMatching(/^[abc]{1,9}$/)
  const form = fc.array(term, { minLength: 1, maxLength: 2 }).map((terms) => terms.join(' '))

  it('answers as the embedded engine, hit by hit, where neither has to cut', async () => {
    const server = await openFake()
    const catalog = fc.record({
      forms: fc.uniqueArray(form, { minLength: 1, maxLength: distantPool }),
      spans: fc.array(form, { minLength: 1, maxLength: 8 }),
    })
    await fc.assert(
      fc.asyncProperty(catalog, async ({ forms, spans }) => {
        const names = forms.map((own, i) => nameOf(own, { count: 1 + (i % 4), ...(i % 5 === 0 && { locale: 'de' }) }))
        const { embedded, qdrant } = await openBoth(names, server.url)
        for (const options of [{ limit: 70 }, { limit: 3 }, { limit: 5, locale: 'en' }])
          expect(await qdrant.search(spans, options)).toEqual(await embedded.search(spans, options))
      }),
      { numRuns: 6 },
    )
  })

  it('looks at as many distant names as the embedded engine, however many are asked for', async () => {
    // of 4 edits, and of more n-grams than those of 3, of which the second also shares a deletion
    const fewer = ['wyzayk', 'xyzyub']
    const letters = 'abcdefghij'
    const more = [...letters].flatMap((a) => [...letters].map((b) => nameOf(`xyzzyqu${a}${b}mn`))).slice(0, distantPool)
    const server = await openFake()
    const { embedded, qdrant } = await openBoth([...more, ...fewer.map((own) => nameOf(own))], server.url)
    for (const index of [embedded, qdrant]) {
      const [hits] = await index.search(['xyzzyqu'], { limit: 20 })
      expect(hits).toHaveLength(20)
      expect(hits!.filter(({ name }) => fewer.includes(name.form))).toEqual([])
    }
  })
})
