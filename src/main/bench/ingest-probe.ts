// A process of its own for the memory of the section ingest: ingests a feed and prints the peaks of its resident memory.
import { join } from 'node:path'
import { openEmbeddedStore } from '../../adapters/catalog-index/embedded.ts'
import { ingest } from '../../ingest/ingest.ts'

/** Parts of the reading, whose peaks are told apart. */
const parts = 5

if (process.argv[1] === import.meta.filename) {
  const [feed, dataDir, expected] = process.argv.slice(2) as [string, string, string]
  const peaks = Array.from({ length: parts }, () => 0)
  const summary = await ingest({
    feed,
    dataDir,
    store: openEmbeddedStore(join(dataDir, 'catalog')),
    onProgress(progress) {
      if (progress.phase !== 'reading') return
      const part = Math.min(parts - 1, Math.floor((progress.products / Number(expected)) * parts))
      peaks[part] = Math.max(peaks[part]!, process.memoryUsage.rss())
    },
  })
  const names = Object.values(summary.names).reduce((total, count) => total + count, 0)
  const highest = process.resourceUsage().maxRSS * 1024
  process.stdout.write(`peaks ${JSON.stringify({ peaks, highest, names, bigrams: summary.bigrams })}\n`)
}
