import type { TestProject } from 'vitest/node'
import { openFakeQdrant } from '../../../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../../../adapters/catalog-index/qdrant.ts'
import { smallShop } from './small-shop.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A fake Qdrant with the small shop in the collection `querymend`; the collection `down` fails. */
    qdrantUrl: string
  }
}

/** What the tests in workerd find outside of it, in Node. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const qdrant = await openFakeQdrant((path) => (path.includes('/collections/down') ? 503 : undefined))
  const { names, bigrams, products } = smallShop()
  const store = openQdrantStore({ url: qdrant.url, collection: 'querymend', timeoutMs: 5_000 })
  const builder = await store.build()
  await builder.addNames(names)
  await builder.addBigrams(bigrams)
  await builder.commit({ products })
  project.provide('qdrantUrl', qdrant.url)
  return () => qdrant.close()
}
