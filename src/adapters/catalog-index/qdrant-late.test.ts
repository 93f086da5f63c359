import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gapsOf } from './contract-gaps.ts'
import { bytesInMemory } from './byte-source.ts'
import { nameOf } from './contract.ts'
import { buildIndex } from './embedded-build.ts'
import { createLateSearch } from './embedded-late.ts'
import { openIndexFile } from './embedded-search.ts'
import { buildVectors, openVectors } from './embedded-vectors.ts'
import { openLetterEncoder } from './late-testing.ts'
import { multivectorParams } from './qdrant-late.ts'
import { quantizations, vectorDatatypes } from './qdrant-requests.ts'
import { closedAfterEach, describeQdrant, testOptions } from './qdrant-testing.ts'
import { openQdrantStore, type QdrantOptions } from './qdrant.ts'

const encoder = openLetterEncoder()
const late = { retriever: 'late-interaction', encoder } as const

describeQdrant('qdrant, late-interaction', late, { skip: gapsOf('late-interaction'), isSearchOnly: true })

describe('late interaction over Qdrant', () => {
  const { openServer: openFake } = closedAfterEach()
  const ingest = async (
    url: string,
    names: readonly ReturnType<typeof nameOf>[],
    more: Partial<QdrantOptions> = late,
  ) => {
    const builder = await openQdrantStore(testOptions(url, more)).build()
    await builder.addNames(names)
    return builder.commit({ products: names.length })
  }
  const refused = (message: RegExp) => ({
    code: 'catalog_invalid',
    message: expect.stringMatching(message) as string,
  })

  const term = fc.stringMatching(/^[abcd]{1,5}$/)
  const form = fc.array(term, { minLength: 1, maxLength: 2 }).map((terms) => terms.join(' '))

  it('keeps a copy of a byte a number in memory where that is wanted, wherever the vectors are', () => {
    const storage = { onDisk: true, datatype: 'float16', quantization: 'scalar' } as const
    const plain = { on_disk: true, datatype: 'float16', hnsw_config: { on_disk: true } }
    expect(multivectorParams(32, { ...storage, quantization: 'off' })).toEqual({
      ...{ size: 32, distance: 'Dot', multivector_config: { comparator: 'max_sim' }, ...plain },
    })
    expect(multivectorParams(32, storage)).toMatchObject({
      ...plain,
      quantization_config: { scalar: { type: 'int8', always_ram: true } },
    })
  })

  it('answers as the embedded engine where that looks at all names, however they are kept', async () => {
    const server = await openFake()
    const catalog = fc.record({
      forms: fc.uniqueArray(form, { minLength: 1, maxLength: 12 }),
      spans: fc.array(form, { minLength: 1, maxLength: 4 }),
      storage: fc.record({
        datatype: fc.constantFrom(...vectorDatatypes),
        quantization: fc.constantFrom(...quantizations),
      }),
    })
    await fc.assert(
      fc.asyncProperty(catalog, async ({ forms, spans, storage }) => {
        const names = forms.map((own, i) => nameOf(own, { count: 1 + (i % 4), ...(i % 5 === 0 && { locale: 'de' }) }))
        const index = openIndexFile(buildIndex('g', names, [], names.length))
        const vectors = openVectors(bytesInMemory(await buildVectors(index, encoder)), index, encoder)
        const embedded = createLateSearch(index, vectors, { probes: 1e6, pool: 1e6 })
        await ingest(server.url, names, { ...late, storage })
        const qdrant = await openQdrantStore(testOptions(server.url, late)).open()
        const own = await encoder.spans(spans.map((span) => span.replaceAll(' ', '')))
        for (const { limit, locale } of [{ limit: 20 }, { limit: 3, locale: 'en' }] as {
          limit: number
          locale?: string
        }[])
          expect(await qdrant.search(spans, { limit, ...(locale !== undefined && { locale }) })).toEqual(
            spans.map((span, i) => embedded(span, limit, locale, { vectors: own[i]! })),
          )
      }),
      { numRuns: 6 },
    )
  })

  it('asks one question a search, however many spans there are', async () => {
    const paths: string[] = []
    const server = await openFake((path) => void paths.push(path))
    await ingest(server.url, [nameOf('red bull'), nameOf('bull dog')])
    const index = await openQdrantStore(testOptions(server.url, late)).open()
    paths.length = 0
    const [first, , third] = (await index.search(['red bul', '', 'redbull'], { limit: 8 })).map((hits) => hits[0])
    expect([first!.name.form, third!.name.form, third!.score]).toEqual(['red bull', 'red bull', 1])
    expect(paths).toEqual(['POST /collections/shop/points/query/batch'])
  })

  it('refuses at once a generation made without vectors, or with those of another encoder, also to make it live', async () => {
    const server = await openFake()
    const without = await ingest(server.url, [nameOf('makita')], { keep: 2 })
    const store = openQdrantStore(testOptions(server.url, { ...late, keep: 2 }))
    await expect(store.open()).rejects.toMatchObject(refused(/has no vectors.*Ingest the catalog again/s))
    const { id } = await ingest(server.url, [nameOf('makita')], { ...late, keep: 2 })
    expect(await (await store.open()).search(['makitta'], { limit: 1 })).toMatchObject([[{ edits: 1 }]])
    await expect(store.activate(without.id)).rejects.toMatchObject(refused(/has no vectors/))
    const other = openLetterEncoder('other')
    await expect(openQdrantStore(testOptions(server.url, { ...late, encoder: other })).open()).rejects.toMatchObject(
      refused(/made by the encoder letters x \S+, and the model has other x \S+\. Ingest/),
    )
    // what other retrievers ask for is there
    const hybrid = openQdrantStore(testOptions(server.url, { keep: 2 }))
    expect(await (await hybrid.open()).search(['makitta'], { limit: 1 })).toMatchObject([[{ edits: 1 }]])
    await hybrid.activate(without.id)
    expect(await store.activate(id)).toMatchObject({ id })
  })

  it('says so of a generation without vectors that is made live while it is open, and goes on with the next', async () => {
    const server = await openFake()
    await ingest(server.url, [nameOf('makita')])
    const index = await openQdrantStore(testOptions(server.url, late)).open()
    const search = () => index.search(['makitta'], { limit: 1 })
    await ingest(server.url, [nameOf('makita')], {})
    await expect(search()).rejects.toMatchObject(refused(/has no vectors/))
    await ingest(server.url, [nameOf('makita')], { ...late, encoder: openLetterEncoder('other') })
    await expect(search()).rejects.toMatchObject(refused(/made by the encoder other x \S+, and the model has letters/))
    await ingest(server.url, [nameOf('makita')])
    expect(await search()).toMatchObject([[{ edits: 1 }]])
  })

  it('finds a name added before the first catalog', async () => {
    const server = await openFake()
    const index = await openQdrantStore(testOptions(server.url, late)).open()
    expect(await index.search(['makita'], { limit: 1 })).toEqual([[]])
    await index.upsert([nameOf('makita')])
    expect(await index.search(['makitta'], { limit: 1 })).toMatchObject([[{ edits: 1 }]])
  })

  it('goes on with an unfinished generation of its own encoder only', async () => {
    const server = await openFake()
    const begin = async (more: Partial<QdrantOptions>) => {
      const builder = await openQdrantStore(testOptions(server.url, more)).build()
      await builder.addNames([nameOf('makita')])
      return builder.id
    }
    const resume = async (id: string) => (await openQdrantStore(testOptions(server.url, late)).build({ resume: id })).id
    const own = await begin(late)
    expect(await resume(own)).toBe(own)
    for (const more of [{}, { ...late, encoder: openLetterEncoder('other') }]) {
      const id = await begin(more)
      expect(await resume(id)).not.toBe(id)
    }
  })

  it('needs an encoder', () => {
    expect(() => openQdrantStore(testOptions('http://localhost:6333', { retriever: 'late-interaction' }))).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
