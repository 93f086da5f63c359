import { type GoldCase, takeEvenly } from '../../evaluate/gold.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import type { CollectedNames } from '../../ingest/names.ts'
import type { ChannelTable } from '../../speller/channel.ts'
import { osaDistance } from '../../speller/edit-distance.ts'
import { maxAlike } from '../../speller/windows.ts'
import type { CatalogIndex, NameEncoder, SearchOptions } from '../../speller/ports.ts'
import type { TypingCost } from '../../speller/rank-hits.ts'
import { collectFeed } from '../feed-in-memory.ts'
import { openMemoryIndexBy } from '../memory-index.ts'
import { openNames } from '../open-names.ts'
import { goldSpans } from './gold-spans.ts'
import { openLateTwins } from './late-twins.ts'
import { overQdrant } from './over-qdrant.ts'
import { depths, errorCounts, type Misspelling, rankOf, recallAt } from './recall.ts'
import type { Bench } from './settings.ts'
import type { Sheet } from './sheet.ts'
import { timed } from './timing.ts'

/** Forms of the names found for a span, best first. */
type Search = (typed: string) => Promise<readonly string[]>
type ByErrors = ReadonlyMap<number, readonly Misspelling[]>

/** Windows of each number of errors that the exhaustive scan is asked, too. */
const scanned = { whole: 60, quick: 5 }

/**
 * Misspelled windows of the user's queries over the user's feed, with the retriever of the settings: the embedded index, Qdrant where
 * the settings name one, and late interaction at each gate rate that is wanted, beside the scan of all vectors.
 */
export async function measureFeed(
  { config, source, gates = [], isQuick }: Bench,
  gold: readonly GoldCase[],
  channel: ChannelTable,
  typingCost: TypingCost,
  sheet: Sheet,
): Promise<void> {
  const collected = await collectFeed(source)
  const { byErrors, notInCatalog } = goldSpans(gold, collected.names, channel, (a, b) => osaDistance(a, b, 9))
  sheet.sizes({ 'names of the feed': collected.names.length, 'windows whose right reading is no name': notInCatalog })
  const { retriever } = config.retrieve
  const { modelDir } = config.correct
  const options: SearchOptions = { limit: depths.at(-1)!, alike: maxAlike, typingCost }
  const encoder = retriever === 'late-interaction' ? await openNames(modelDir) : undefined
  try {
    let index: CatalogIndex | undefined
    const built = await timed(async () => {
      index = await openMemoryIndexBy(retriever, collected, modelDir, encoder)
    })
    sheet.figure({ name: `feed: ${retriever}, build, processor time`, unit: 's', n: 1, value: built.processorMs / 1e3 })
    await measureWindows(`feed: ${retriever}`, formsBy(index!, options), byErrors, sheet)
    await index!.close()
    await measureQdrant(config, encoder, collected, options, byErrors, sheet)
  } finally {
    await encoder?.close()
  }
  if (retriever !== 'late-interaction') return
  for (const rate of gates) {
    const gated = await openNames(modelDir, rate)
    try {
      await measureGate(rate, gated, collected, byErrors, isQuick ? scanned.quick : scanned.whole, sheet)
    } finally {
      await gated.close()
    }
  }
}

const formsBy =
  (index: CatalogIndex, options: SearchOptions): Search =>
  async (typed) =>
    (await index.search([typed], options))[0]!.map(({ name }) => name.form)

async function measureQdrant(
  config: Bench['config'],
  encoder: NameEncoder | undefined,
  collected: CollectedNames,
  options: SearchOptions,
  byErrors: ByErrors,
  sheet: Sheet,
): Promise<void> {
  const label = `feed: ${config.retrieve.retriever} over Qdrant`
  await overQdrant(config, encoder, collected, async (index, fillSeconds) => {
    sheet.figure({ name: `${label}, build, wall time`, unit: 's', n: 1, value: fillSeconds })
    const search = formsBy(index, options)
    // the terms of a generation are read with the first search
    await search(collected.names[0]?.form ?? '')
    await measureWindows(label, search, byErrors, sheet)
  })
}

/** Recall at each depth, and time of a search. */
async function measureWindows(label: string, search: Search, byErrors: ByErrors, sheet: Sheet) {
  const milliseconds: number[] = []
  for (const errors of errorCounts) {
    const ranks: number[] = []
    for (const window of byErrors.get(errors) ?? []) {
      const started = performance.now()
      const forms = await search(window.typed)
      milliseconds.push(performance.now() - started)
      ranks.push(rankOf(window, forms))
    }
    for (const depth of depths)
      sheet.figure({
        name: `${label}, ${errorsLabel(errors)}, recall@${depth}`,
        unit: 'share',
        n: ranks.length,
        value: recallAt(depth, ranks),
      })
    // names that only sound like the window come last
    sheet.figure({
      name: `${label}, ${errorsLabel(errors)}, among all hits`,
      unit: 'share',
      n: ranks.length,
      value: ranks.filter(Number.isFinite).length / ranks.length,
    })
  }
  const times = latencyOf(milliseconds)
  if (times)
    for (const percentile of ['p50', 'p99'] as const)
      sheet.figure({ name: `${label}, search ${percentile}`, unit: 'ms', n: times.n, value: times[percentile] })
}

/** All windows as searched; of an even sample also what a scan of all vectors finds, as the baseline. */
async function measureGate(
  rate: number,
  encoder: NameEncoder,
  { names }: CollectedNames,
  byErrors: ByErrors,
  sampleSize: number,
  sheet: Sheet,
): Promise<void> {
  const label = `gate, ${rate} ${rate === 1 ? 'byte' : 'bytes'} a vector`
  const { search, scan, megabytes } = await openLateTwins(names, encoder, depths.at(-1)!)
  sheet.figure({ name: `${label}, file of vectors`, unit: 'MB', n: 1, value: megabytes })
  await measureWindows(label, search, byErrors, sheet)
  for (const errors of errorCounts) {
    const sample = takeEvenly(byErrors.get(errors) ?? [], sampleSize)
    const [searched, all]: [number[], number[]] = [[], []]
    for (const window of sample) {
      searched.push(rankOf(window, await search(window.typed)))
      all.push(rankOf(window, await scan(window.typed)))
    }
    for (const depth of depths)
      sheet.figure({
        name: `${label}, ${errorsLabel(errors)}, sample, recall@${depth}`,
        unit: 'share',
        n: sample.length,
        value: recallAt(depth, searched),
        baseline: { name: 'exhaustive MaxSim', value: recallAt(depth, all) },
      })
  }
}

function errorsLabel(errors: number): string {
  return errors === 3 ? '3 edits or more' : errors === 1 ? '1 edit or a space' : '2 edits'
}
