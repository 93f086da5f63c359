// A process of its own for the section retrieval: opens a catalog, searches it, prints its resident memory, and ends.
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'

async function probe(dir: string, spans: readonly string[]): Promise<void> {
  const index = await openEmbeddedStore(dir).open()
  await index.info()
  for (const span of spans) await index.search([span], { limit: 16 })
  globalThis.gc?.()
  await sleep(200)
  globalThis.gc?.()
  process.stdout.write(`rss ${process.memoryUsage().rss}\n`)
  await index.close()
}

await probe(process.argv[2]!, JSON.parse(process.argv[3]!) as string[])
