import { randomBytes } from 'node:crypto'
import { afterEach, describe, it } from 'vitest'
import { type CatalogIndexOptions, describeCatalogIndex, type OpenedStore } from './contract.ts'
import { openFakeQdrant } from './qdrant-fake.ts'
import { openQdrantStore, type QdrantOptions } from './qdrant.ts'

/** Of a store that gives up at once, for tests; `more` goes before. */
export function testOptions(url: string, more: Partial<QdrantOptions> = {}): QdrantOptions {
  // builds that a test leaves unfinished are those of killed processes
  const lease = { beatMs: 3_600_000, deadAfterMs: 0 }
  return { url, collection: 'shop', timeoutMs: 5000, retryDelaysMs: [], patienceMs: 0, lease, ...more }
}

/** For a suite: opens fake servers, and closes them, and what else is put on the list, after each of its tests. */
export function closedAfterEach() {
  const closing: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  const openServer: typeof openFakeQdrant = async (before) => {
    const server = await openFakeQdrant(before)
    closing.push(() => server.close())
    return server
  }
  return { closing, openServer }
}

/** The contract over a fake server, and all of it over the one at QDRANT_URL where that is set. */
export function describeQdrant(label: string, more: Partial<QdrantOptions>, options: CatalogIndexOptions = {}): void {
  describeCatalogIndex(`${label} over a fake server`, () => openFake(more), { drawn: 8, ...options })
  const liveUrl = process.env['QDRANT_URL']
  const whole = { ...options, isSearchOnly: false }
  if (liveUrl) describeCatalogIndex(`${label} at QDRANT_URL`, async () => openLive(liveUrl, more), whole)
  else
    // no server to ask: the fake one above stands in
    describe.skip(`CatalogIndex: ${label} at QDRANT_URL (skipped: QDRANT_URL is not set)`, () =>
      it('runs', () => undefined))
}

async function openFake(more: Partial<QdrantOptions>): Promise<OpenedStore> {
  const server = await openFakeQdrant()
  return {
    store: openQdrantStore(testOptions(server.url, more)),
    reopen: async (kept) => openQdrantStore(testOptions(server.url, { ...more, ...kept })),
    generations: async () => server.collections().length,
    cleanup: () => server.close(),
  }
}

function openLive(url: string, more: Partial<QdrantOptions>): OpenedStore {
  const collection = `test-${randomBytes(6).toString('hex')}`
  const open = (kept: { readonly keep?: number } = {}) =>
    openQdrantStore(testOptions(url, { ...more, collection, timeoutMs: 10_000, retryDelaysMs: [100, 300], ...kept }))
  const names = async () => {
    const answer = (await (await fetch(new URL('/collections', url))).json()) as {
      result: { collections: { name: string }[] }
    }
    return answer.result.collections.map(({ name }) => name).filter((name) => name.startsWith(`${collection}-`))
  }
  return {
    store: open(),
    reopen: async (kept) => open(kept),
    generations: async () => (await names()).length,
    cleanup: async () => {
      for (const name of await names()) await fetch(new URL(`/collections/${name}`, url), { method: 'DELETE' })
    },
  }
}
