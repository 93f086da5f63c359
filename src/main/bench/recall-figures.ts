import { latencyOf } from '../../evaluate/latency.ts'
import { errorCounts, ranksWithin, recallAt, type RecallCell } from './recall.ts'
import type { Sheet } from './sheet.ts'

/** By number of errors: time of a search, recall, and recall beside the scan where there was one. */
export function showRecall(label: string, all: readonly RecallCell[], sheet: Sheet): void {
  for (const errors of errorCounts) {
    const cells = all.filter((cell) => cell.errors === errors)
    const name = (what: string) => `${label}: ${errors} ${errors === 1 ? 'error' : 'errors'}, ${what}`
    const times = latencyOf(cells.flatMap(({ milliseconds }) => milliseconds))!
    sheet.figure({ name: name('search p50'), unit: 'ms', n: times.n, value: times.p50 })
    sheet.figure({ name: name('search p99'), unit: 'ms', n: times.n, value: times.p99 })
    const ranks = cells.flatMap((cell) => cell.ranks)
    sheet.figure({ name: name('recall@8'), unit: 'share', n: ranks.length, value: recallAt(8, ranks) })
    const within = ranksWithin(errors, cells)
    sheet.figure({
      name: name('of at most as many edits, recall@8'),
      unit: 'share',
      n: within.length,
      value: recallAt(8, within),
    })
    const sample = cells.flatMap(({ scanned }) => scanned)
    if (sample.length === 0) continue
    const at8 = (ranksOf: (one: (typeof sample)[number]) => number) => recallAt(8, sample.map(ranksOf))
    sheet.figure({
      name: name('recall@8 on a sample'),
      unit: 'share',
      n: sample.length,
      value: at8(({ rank }) => rank),
      baseline: { name: 'exhaustive scan', value: at8(({ scan }) => scan) },
    })
  }
}
