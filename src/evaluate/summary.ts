import { changeLists } from './difference-tables.ts'
import { decimal, percent, pValue } from './figures.ts'
import { describeRepeats, repeatsIn } from './repeats.ts'
import type { Report } from './report.ts'
import { textTable } from './table.ts'
import type { Check } from './thresholds.ts'

/** A line per set and system, for a terminal. */
export function summaryTable({ sets, misspelledShare }: Report): string {
  const header = ['set / system', 'n', 'exact', 'broken', 'precision', 'recall', 'F0.5']
  const net = [`net/1000 at ${percent(misspelledShare, 0)}`, 'p50 ms', 'p95 ms']
  const rows = sets.flatMap(({ name, n, systems }) =>
    systems.map(({ system, measures, latencyMs, degraded }) => [
      `${name} ${system}${degraded > 0 ? ` (${degraded} degraded)` : ''}`,
      String(n),
      percent(measures.accuracy.value),
      percent(measures.falseCorrectionRate.value, 2),
      percent(measures.precision.value),
      percent(measures.recall.value),
      decimal(measures.f05.value, 3),
      decimal(measures.netFixesPer1000.value, 1),
      decimal(latencyMs?.p50 ?? null, 1),
      decimal(latencyMs?.p95 ?? null, 1),
    ]),
  )
  return `${textTable([[...header, ...net], ...rows])}\n`
}

/** A line for each set in which queries stand more than once. */
export function repeatsText({ sets }: Report): string {
  const told = sets.map(({ name, cases }) => ({ name, text: describeRepeats(repeatsIn(cases)) }))
  return told.flatMap(({ name, text }) => (text === '' ? [] : [`${name}: ${text}\n`])).join('')
}

/** How many thresholds hold, and a line for each that does not. */
export function checksText(checks: readonly Check[]): string {
  if (checks.length === 0) return 'No threshold is of a set and system that were measured.\n'
  const past = checks.filter(({ holds }) => !holds)
  const lines = past.map(
    ({ set, system, measure, wanted, value }) =>
      `  ${set}, ${system}: ${measure} is ${value === null ? 'undefined' : String(Number(value.toFixed(5)))}, wanted ${wanted}`,
  )
  const head =
    past.length === 0
      ? `All ${checks.length} thresholds hold.`
      : `${past.length} of ${checks.length} thresholds are past:`
  return `${[head, ...lines].join('\n')}\n`
}

/** A line per set and system on what changed since the earlier report. Empty without one. */
export function differenceText({ difference }: Report): string {
  if (!difference) return ''
  const lines = difference.sets.map(
    (one) =>
      `  ${one.set}, ${one.system}: ${changeLists.map(({ key, title }) => `${one[key].length} ${title.toLowerCase()}`).join(', ')}, of ${one.compared} (p ${pValue(one.p)})`,
  )
  return `${[`Against the report of ${difference.previous}:`, ...lines].join('\n')}\n`
}
