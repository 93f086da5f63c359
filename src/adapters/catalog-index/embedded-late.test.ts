import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { centroidCount, learnCentroids, nearestCentroids } from './centroids.ts'
import { bytesInMemory } from './byte-source.ts'
import { nameOf } from './contract.ts'
import { buildIndex } from './embedded-build.ts'
import { vectorsFile } from './embedded-files.ts'
import { createLateSearch } from './embedded-late.ts'
import { openIndexFile } from './embedded-search.ts'
import { buildVectors, openVectors } from './embedded-vectors.ts'
import { openEmbeddedStore } from './embedded.ts'
import { openLetterEncoder } from './late-testing.ts'
import { meanLikeness } from './max-sim.ts'

const encoder = openLetterEncoder()
const word = (i: number) => Array.from({ length: 6 }, (_, at) => 'abcdefghkm'[(i * (at + 3) + at * at) % 10]).join('')
const words = [...new Set(Array.from({ length: 300 }, (_, i) => word(i * 7 + 1)))]

describe('createLateSearch', () => {
  it('finds what a scan of all names by MaxSim finds, where it looks at everything', async () => {
    const index = openIndexFile(
      buildIndex(
        'g',
        words.map((form) => nameOf(form)),
        [],
        1,
      ),
    )
    const vectors = openVectors(bytesInMemory(await buildVectors(index, encoder)), index, encoder)
    const search = createLateSearch(index, vectors, { probes: 1e6, pool: 1e6 })
    const { dimension } = encoder
    for (const span of ['abcdef', `${words[5]!.slice(0, 4)}xx`, words[9]!.slice(1)]) {
      const [own] = await encoder.spans([span])
      const scores = words.map((_, at) => meanLikeness(own!, vectors.vectorsOf(at), dimension))
      const expected = scores.filter((score) => score >= 0.5).sort((a, b) => b - a)
      const hits = search(span, 300, undefined, { vectors: own! })
      expect(hits.map(({ score }) => score)).toEqual(
        expected.map((score) => expect.closeTo(Math.min(0.999, score), 6) as number),
      )
    }
  })

  it('finds only equal joined forms without vectors of the span', async () => {
    const index = openIndexFile(buildIndex('g', [nameOf('red bull'), nameOf('red')], [], 1))
    const search = createLateSearch(
      index,
      openVectors(bytesInMemory(await buildVectors(index, encoder)), index, encoder),
    )
    expect(search('redbull', 5, undefined)).toMatchObject([{ name: { form: 'red bull' }, edits: 0, score: 1 }])
  })
})

describe('learnCentroids', () => {
  it('finds groups of vectors, and the same ones each time', () => {
    const groups = [
      [127, 0],
      [0, 127],
      [-127, 0],
    ]
    const vectors = Int8Array.from(
      Array.from({ length: 60 }, (_, i) =>
        groups[i % 3]!.map((v) => Math.max(-127, Math.min(127, v + (i % 5) - 2))),
      ).flat(),
    )
    const centroids = learnCentroids(vectors, 2, centroidCount(60))
    expect(centroids).toHaveLength(2 * 16)
    expect(learnCentroids(vectors, 2, 16)).toEqual(centroids)
    const nearest = nearestCentroids(vectors, centroids, 2)
    nearest.forEach((k, i) => {
      const [x, y] = groups[i % 3]!
      expect(centroids[2 * k]! * x! + centroids[2 * k + 1]! * y!).toBeGreaterThan(0.99 * 127 ** 2)
    })
  })

  it('has none of no vectors', () => {
    expect(learnCentroids(new Int8Array(0), 2, centroidCount(0))).toHaveLength(0)
  })
})

describe('a store with late-interaction', () => {
  const root = mkdtempSync(join(tmpdir(), 'querymend-late-'))
  afterAll(() => rmSync(root, { recursive: true }))
  const ingest = async (dir: string, options: Parameters<typeof openEmbeddedStore>[1]) => {
    const builder = await openEmbeddedStore(dir, options).build()
    await builder.addNames([nameOf('milwaukee'), nameOf('makita')])
    return (await builder.commit({ products: 2 })).id
  }
  const late = { retriever: 'late-interaction', encoder } as const

  it('writes vectors beside the index, only where it is set, and sweeps them with their generation', async () => {
    const dir = mkdtempSync(join(root, 'a-'))
    await ingest(dir, {})
    expect(readdirSync(dir).filter((file) => file.endsWith('.qmlv'))).toEqual([])
    const id = await ingest(dir, late)
    writeFileSync(vectorsFile(dir, 'left behind'), 'x')
    const files = () =>
      readdirSync(dir)
        .filter((file) => /\.qm/.test(file))
        .sort()
    await (await openEmbeddedStore(dir, late).build()).abort()
    expect(files()).toEqual([`${id}.qmix`, `${id}.qmlv`])
    const next = await ingest(dir, {})
    expect(files()).toEqual([`${next}.qmix`])
  })

  it('refuses at once a generation made without vectors, or with those of another encoder', async () => {
    const dir = mkdtempSync(join(root, 'b-'))
    const without = await ingest(dir, { keep: 2 })
    const refused = (message: RegExp) => ({
      code: 'catalog_invalid',
      message: expect.stringMatching(message) as string,
    })
    await expect(openEmbeddedStore(dir, late).open()).rejects.toMatchObject(
      refused(/has no vectors.*Ingest the catalog again/s),
    )
    await ingest(dir, { ...late, keep: 2 })
    await expect(openEmbeddedStore(dir, { ...late, keep: 2 }).activate(without)).rejects.toMatchObject(
      refused(/has no vectors/),
    )
    const other = openLetterEncoder('other')
    await expect(openEmbeddedStore(dir, { ...late, encoder: other }).open()).rejects.toMatchObject(
      refused(/made by the encoder letters, and the model has other\. Ingest/),
    )
    writeFileSync(
      vectorsFile(dir, (await openEmbeddedStore(dir, late).generations())[0]!.id),
      'damaged, and long enough',
    )
    await expect(openEmbeddedStore(dir, late).open()).rejects.toMatchObject(
      refused(/file of name vectors cannot be read/),
    )
  })

  it('needs an encoder', () => {
    expect(() => openEmbeddedStore(join(root, 'c'), { retriever: 'late-interaction' })).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})
