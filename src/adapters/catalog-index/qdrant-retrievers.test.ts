import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gapsOf } from './contract-gaps.ts'
import { nameOf } from './contract.ts'
import { openMemoryIndex } from './embedded.ts'
import { closedAfterEach, describeQdrant, testOptions } from './qdrant-testing.ts'
import { openQdrantStore } from './qdrant.ts'
import type { TermRetriever } from './span-terms.ts'

const retrievers = ['bm25', 'fuzzy-bm25'] as const

for (const retriever of retrievers)
  describeQdrant(`qdrant, ${retriever}`, { retriever }, { skip: gapsOf(retriever), isSearchOnly: true })

describe('retrievers by terms over Qdrant', () => {
  const { openServer: openFake } = closedAfterEach()
  const ingest = async (url: string, names: readonly ReturnType<typeof nameOf>[], collection = 'shop') => {
    const builder = await openQdrantStore(testOptions(url, { collection })).build()
    await builder.addNames(names)
    await builder.commit({ products: names.length })
  }
  const open = (url: string, retriever: TermRetriever) => openQdrantStore(testOptions(url, { retriever })).open()

  const term = fc.stringMatching(/^[abc]{1,4}$/)
  const form = fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' '))

  it.each(retrievers)(
    '%s answers as the embedded engine, hit by hit, names added at run time too',
    async (retriever) => {
      const server = await openFake()
      const catalog = fc.record({
        forms: fc.uniqueArray(form, { minLength: 1, maxLength: 15 }),
        added: fc.uniqueArray(form, { maxLength: 2 }),
        spans: fc.array(form, { minLength: 1, maxLength: 6 }),
      })
      await fc.assert(
        fc.asyncProperty(catalog, async ({ forms, added, spans }) => {
          const names = forms.map((own, i) => nameOf(own, { count: 1 + (i % 4), ...(i % 5 === 0 && { locale: 'de' }) }))
          const later = added.filter((own) => !forms.includes(own)).map((own) => nameOf(own))
          const embedded = openMemoryIndex(names, [], names.length, retriever)
          await ingest(server.url, names)
          const qdrant = await open(server.url, retriever)
          for (const index of [embedded, qdrant]) await index.upsert(later)
          for (const options of [{ limit: 40 }, { limit: 3 }, { limit: 5, locale: 'en' }])
            expect(await qdrant.search(spans, options)).toEqual(await embedded.search(spans, options))
          await qdrant.remove(later.map((name) => name.form))
        }),
        { numRuns: 4 },
      )
    },
  )

  it('asks one question a search, and reads the terms of a generation once', async () => {
    const paths: string[] = []
    const server = await openFake((path) => void paths.push(path.replace(/^\S+ \/collections\/shop/, '')))
    await ingest(server.url, [nameOf('red bull'), nameOf('bull dog')])
    const index = await open(server.url, 'fuzzy-bm25')
    paths.length = 0
    await index.search(['red bul', 'bul', 'dog'], { limit: 8 })
    expect(paths).toEqual(['/points', '/facet', '/points/count', '/points/query/batch'])
    paths.length = 0
    await index.search(['red bull', 'nothing of the kind'], { limit: 8 })
    expect(paths).toEqual(['/points/query/batch'])
  })

  it('reads the terms anew after a swap by another process', async () => {
    const server = await openFake()
    await ingest(server.url, [nameOf('red bull')])
    const index = await open(server.url, 'fuzzy-bm25')
    expect(await index.search(['bul'], { limit: 8 })).toMatchObject([[{ name: { form: 'red bull' } }]])
    await ingest(server.url, [nameOf('milwaukee drill')])
    expect(await index.search(['bul', 'dril'], { limit: 8 })).toMatchObject([
      [],
      [{ name: { form: 'milwaukee drill' } }],
    ])
  })

  it('asks for the terms again when they could not be read', async () => {
    let fails = true
    const server = await openFake((path) => (fails && path.endsWith('/facet') ? 503 : undefined))
    await ingest(server.url, [nameOf('red bull')])
    const index = await open(server.url, 'bm25')
    await expect(index.search(['bull'], { limit: 8 })).rejects.toMatchObject({ code: 'index_failed' })
    fails = false
    expect(await index.search(['bull'], { limit: 8 })).toMatchObject([[{ name: { form: 'red bull' } }]])
  })
})
