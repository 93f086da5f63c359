import { textTable } from '../../evaluate/table.ts'

export type Unit = 'ms' | 's' | 'MB' | '/s' | 'share' | 'passes'

export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  /** What it was measured on: queries, requests, runs. */
  readonly n: number
  /** Measured in the same run, in the same unit. */
  readonly baseline?: { readonly name: string; readonly value: number }
}

export interface SheetReport {
  readonly section: string
  readonly sizes: Readonly<Record<string, string | number>>
  readonly figures: readonly (Figure & { readonly ratio?: number })[]
  readonly notes: readonly string[]
}

/** What one section measured. Sizes are printed as soon as they are known, figures at the end. */
export interface Sheet {
  sizes(sizes: Readonly<Record<string, string | number>>): void
  figure(figure: Figure): void
  /** Something that a reader of the figures must know, such as what was not measured, and why. */
  note(text: string): void
  finish(): SheetReport
}

export function createSheet(section: string, print: (line: string) => void): Sheet {
  const allSizes: Record<string, string | number> = {}
  const figures: SheetReport['figures'][number][] = []
  const notes: string[] = []
  print(`\n${section}`)
  return {
    sizes(sizes) {
      Object.assign(allSizes, sizes)
      for (const [name, size] of Object.entries(sizes)) print(`  ${name}: ${shownSize(size)}`)
    },
    figure(figure) {
      figures.push(figure.baseline ? { ...figure, ratio: figure.value / figure.baseline.value } : figure)
    },
    note: (text) => notes.push(text),
    finish() {
      if (figures.length > 0) print(indented(textTable([header, ...figures.map(rowOf)])))
      for (const note of notes) print(`  ${note}`)
      return { section, sizes: allSizes, figures, notes }
    },
  }
}

const header = ['figure', 'value', 'ratio', 'baseline', 'n']

function rowOf({ name, value, unit, n, baseline, ratio }: SheetReport['figures'][number]): readonly string[] {
  const against = baseline ? `${shown(baseline.value, unit)}, ${baseline.name}` : ''
  return [name, shown(value, unit), ratio === undefined ? '' : `x ${digits(ratio)}`, against, n.toLocaleString('en')]
}

function shown(value: number, unit: Unit): string {
  return unit === 'share' ? digits(value) : `${digits(value)} ${unit}`
}

function shownSize(size: string | number): string {
  return typeof size === 'number' ? size.toLocaleString('en') : size
}

/** Three significant digits; whole numbers from 100 on. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return '-'
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}
