// A process of its own for the memory of the section ingest: ingests a feed and prints what it took.
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'
import type { FeedSource } from '../../ingest/read-feed.ts'

if (process.argv[1] === import.meta.filename) {
  const [dataDir, options] = process.argv.slice(2) as [string, string]
  const highestSoFar = () => process.resourceUsage().maxRSS * 1024
  let reading = 0
  // without the start of the process
  const before = process.cpuUsage()
  const summary = await ingest({
    ...(JSON.parse(options) as FeedSource & { readonly isDelta: boolean }),
    dataDir,
    store: openEmbeddedStore(join(dataDir, 'catalog')),
    onProgress({ phase }) {
      if (phase === 'reading') reading = highestSoFar()
    },
  })
  const names = Object.values(summary.names).reduce((total, count) => total + count, 0)
  const { user, system } = process.cpuUsage(before)
  const { seconds, bigrams, products } = summary
  const processorSeconds = (user + system) / 1e6
  const found = { reading, highest: highestSoFar(), products, names, bigrams, seconds, processorSeconds }
  process.stdout.write(`ingested ${JSON.stringify(found)}\n`)
}
