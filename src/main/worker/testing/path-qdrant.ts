import { randomBytes } from 'node:crypto'
import { openFakeQdrant } from '../../../adapters/catalog-index/qdrant-fake.ts'

/** Where a walk keeps its catalog, until it is closed. */
export interface PathQdrant {
  readonly url: string
  readonly collection: string
  close(): Promise<void>
}

/** The Qdrant at QDRANT_URL, of whose collections those of the walk are deleted again; without it a fake one. */
export async function openPathQdrant(url = process.env['QDRANT_URL']): Promise<PathQdrant> {
  const collection = `walk-${randomBytes(6).toString('hex')}`
  if (url === undefined) {
    const fake = await openFakeQdrant()
    return { url: fake.url, collection, close: () => fake.close() }
  }
  return {
    url,
    collection,
    async close() {
      const answer = await fetch(new URL('/collections', url))
      const { result } = (await answer.json()) as { result: { collections: { name: string }[] } }
      for (const { name } of result.collections)
        if (name.startsWith(collection)) await fetch(new URL(`/collections/${name}`, url), { method: 'DELETE' })
    },
  }
}
