import { decimal, percent } from '../../src/evaluate/figures.ts'
import type { Report } from '../../src/evaluate/report.ts'

/**
 * A line per system, in Markdown: its measures on the first set, which is all queries on one catalog where there are several
 * sets; of sets on another catalog only what was broken.
 */
export function tuningTable({ sets: [all, ...others], systems, misspelledShare }: Report): string {
  const restricted = others.filter(({ without }) => without !== all!.without)
  const header = [
    'options',
    `F0.5 at ${percent(misspelledShare, 0)}`,
    'precision',
    'recall',
    'broken',
    ...restricted.map(({ name }) => `broken, ${name}`),
  ]
  const rows = systems.map((label, i) => {
    const { f05AtShare, precision, recall, falseCorrectionRate } = all!.systems[i]!.measures
    return [
      label,
      decimal(f05AtShare.value, 3),
      percent(precision.value),
      percent(recall.value),
      percent(falseCorrectionRate.value, 2),
      ...restricted.map((set) => percent(set.systems[i]!.measures.falseCorrectionRate.value)),
    ]
  })
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return [header, header.map(() => '---'), ...rows].map(line).join('')
}
