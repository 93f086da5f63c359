import { openQdrantStore } from '../../adapters/catalog-index/qdrant.ts'
import type { CollectedNames } from '../../ingest/names.ts'
import type { CatalogIndex, NameEncoder } from '../../speller/ports.ts'
import type { TypingCost } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'
import { withQdrantCatalog } from '../qdrant-beside.ts'
import { qdrantSettings } from '../qdrant-settings.ts'
import { awaitSettled, memoryOfServer } from './qdrant-telemetry.ts'
import { measureRecall, type RecallCounts } from './recall.ts'
import { showRecall } from './recall-figures.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'

/** In Qdrant: no shop's own, and what a killed run left behind goes with the next one. */
const collection = 'querymend-bench'

/** Where the settings name a Qdrant: fills a collection there, which is deleted after `work`. */
export async function overQdrant(
  config: Bench['config'],
  encoder: NameEncoder | undefined,
  collected: Pick<CollectedNames, 'names' | 'bigrams' | 'products'>,
  work: (index: CatalogIndex, fillSeconds: number) => Promise<void>,
): Promise<void> {
  const settings = qdrantSettings(config)
  if (!settings) return
  const more = { ...(encoder && { encoder }), collection, keep: 0, timeoutMs: 60_000 }
  const started = performance.now()
  await withQdrantCatalog(openQdrantStore({ ...settings, ...more }), collected, (index) =>
    work(index, (performance.now() - started) / 1e3),
  )
}

const memoryFigures = [
  ['memory allocated', 'allocatedMegabytes'],
  ['memory of its allocator', 'residentMegabytes'],
] as const

/** Made-up names in the Qdrant of the settings, if they name one: time to fill, memory of the server, recall and time of a search. */
export async function measureOverQdrant(
  { config }: Pick<Bench, 'config'>,
  names: readonly Name[],
  typingCost: TypingCost,
  { queries }: Pick<RecallCounts, 'queries'>,
  seed: number,
  encoder: NameEncoder | undefined,
  sheet: Sheet,
): Promise<void> {
  const server = qdrantSettings(config)
  if (!server) return
  const { retriever } = config.retrieve
  const label = `${names.length.toLocaleString('en')}${retriever === 'hybrid' ? '' : ` by ${retriever}`} over Qdrant`
  const before = await memoryOfServer(server)
  const collected = { names, bigrams: [], products: names.length }
  await overQdrant(config, encoder, collected, async (index, fillSeconds) => {
    const settled = await awaitSettled(server, collection)
    sheet.figure({ name: `${label}: fill, wall time`, unit: 's', n: 1, value: fillSeconds })
    const cells = await measureRecall(index, names, typingCost, { queries, scanned: 0 }, seed)
    const after = settled ? await memoryOfServer(server) : undefined
    if (before && after)
      for (const [what, of] of memoryFigures) {
        const baseline = { name: 'before it was filled', value: before[of] }
        sheet.figure({ name: `${label}: ${what}`, unit: 'MB', n: 1, value: after[of], baseline })
      }
    else
      sheet.note(
        `Memory of Qdrant: not measured, since GET /telemetry does not say ${settled ? 'it' : 'that it has done indexing'}.`,
      )
    showRecall(label, cells, sheet)
  })
}
