import { currentId, readGeneration, readVectors } from '../../adapters/catalog-index/embedded-files.ts'
import { bytesInMemory } from '../../adapters/catalog-index/byte-source.ts'
import { createLateSearch, type LateOptions } from '../../adapters/catalog-index/embedded-late.ts'
import { openIndexFile } from '../../adapters/catalog-index/embedded-search.ts'
import { openVectors } from '../../adapters/catalog-index/embedded-vectors.ts'
import { latencyOf } from '../../evaluate/latency.ts'
import { joined } from '../../speller/normalise.ts'
import type { NameEncoder, TextVectors } from '../../speller/ports.ts'
import type { Name } from '../../speller/types.ts'
import { depths, drawMisspellings, errorCounts, type Misspelling, rankOf, recallAt } from './recall.ts'
import type { Sheet } from './sheet.ts'

/** How far late interaction looks: every number of centroids with every number of names that are scored exactly. */
export interface LateSettings {
  readonly probes: readonly number[]
  readonly pools: readonly number[]
}

interface Query extends Misspelling {
  readonly errors: number
  readonly vectors: TextVectors
}

const limit = depths.at(-1)!

/** Both over the live generation of the directory, with all vectors in memory. */
export function openLateSearches(dir: string, encoder: NameEncoder) {
  const id = currentId(dir)!
  const index = openIndexFile(readGeneration(dir, id))
  const file = readVectors(dir, id)!
  const vectors = openVectors(bytesInMemory(file.read(0, file.size)), index, encoder)
  file.close()
  return (options: LateOptions) => {
    const search = createLateSearch(index, vectors, options)
    return (typed: string, own: TextVectors) =>
      search(typed, limit, undefined, { vectors: own }).map(({ name }) => name.form)
  }
}

/**
 * Misspellings of names, so many of each class and number of errors in each group, looked for at every setting and by a scan of all
 * vectors. Time is of one search whose vectors are there already.
 */
export async function measureLateSettings(
  dir: string,
  names: readonly Name[],
  encoder: NameEncoder,
  { probes, pools }: LateSettings,
  { queries, seed, label }: { readonly queries: number; readonly seed: number; readonly label: string },
  sheet: Sheet,
): Promise<void> {
  const open = openLateSearches(dir, encoder)
  const asked: Query[] = []
  for (const { errors, misspellings } of drawMisspellings(names, queries, seed))
    for (const misspelling of misspellings) {
      const [vectors] = await encoder.spans([joined(misspelling.typed)])
      asked.push({ ...misspelling, errors, vectors: vectors! })
    }
  const scan = open({ probes: Infinity, pool: Infinity })
  const all = asked.map(({ typed, vectors }) => scan(typed, vectors))
  const found = (ranks: readonly number[], errors: number) =>
    recallAt(
      8,
      ranks.filter((_, i) => asked[i]!.errors === errors),
    )
  const scanned = all.map((forms, i) => rankOf(asked[i]!, forms))
  for (const probed of probes)
    for (const pool of pools) {
      const search = open({ probes: probed, pool })
      const milliseconds: number[] = []
      const hits = asked.map(({ typed, vectors }) => {
        const started = performance.now()
        const forms = search(typed, vectors)
        milliseconds.push(performance.now() - started)
        return forms
      })
      const name = `${label}, ${probed} centroids, ${pool} names`
      const ranks = hits.map((forms, i) => rankOf(asked[i]!, forms))
      for (const errors of errorCounts)
        sheet.figure({
          name: `${name}: ${errors} ${errors === 1 ? 'error' : 'errors'}, recall@8`,
          unit: 'share',
          n: asked.filter((each) => each.errors === errors).length,
          value: found(ranks, errors),
          baseline: { name: 'exhaustive MaxSim', value: found(scanned, errors) },
        })
      const share = (name: string, value: number, n: number) => sheet.figure({ name, unit: 'share', n, value })
      const total = all.reduce((sum, forms) => sum + forms.length, 0)
      const shared = all.reduce((sum, forms, i) => sum + forms.filter((form) => hits[i]!.includes(form)).length, 0)
      share(`${name}: hits of the scan`, shared / total, total)
      share(
        `${name}: same first hit`,
        all.filter(([first], i) => first === hits[i]![0]).length / all.length,
        all.length,
      )
      const { n, p50, p99 } = latencyOf(milliseconds)!
      sheet.figure({ name: `${name}: search p50`, unit: 'ms', n, value: p50 })
      sheet.figure({ name: `${name}: search p99`, unit: 'ms', n, value: p99 })
    }
}
