// A process of its own for the memory of the section ingest: ingests a feed and prints what it took.
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'

if (process.argv[1] === import.meta.filename) {
  const [feed, dataDir, kind] = process.argv.slice(2) as [string, string, 'whole' | 'delta']
  const highestSoFar = () => process.resourceUsage().maxRSS * 1024
  let reading = 0
  const summary = await ingest({
    feed,
    dataDir,
    isDelta: kind === 'delta',
    store: openEmbeddedStore(join(dataDir, 'catalog')),
    onProgress({ phase }) {
      if (phase === 'reading') reading = highestSoFar()
    },
  })
  const names = Object.values(summary.names).reduce((total, count) => total + count, 0)
  const { user, system } = process.cpuUsage()
  const { seconds, bigrams } = summary
  const found = { reading, highest: highestSoFar(), names, bigrams, seconds, processorSeconds: (user + system) / 1e6 }
  process.stdout.write(`ingested ${JSON.stringify(found)}\n`)
}
