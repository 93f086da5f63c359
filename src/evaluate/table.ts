import { printable } from '../report/printable.ts'

/**
 * A Markdown table; what Markdown and HTML would read as marks in cells is escaped, a line break is a space, and other controls are shown.
 * The first column is left-aligned, the others right.
 */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  const ruler = header.map((_, i) => (i === 0 ? ':--' : '--:'))
  return [line(header), `| ${ruler.join(' | ')} |`, ...rows.map(line)].join('\n')
}

/** Columns padded with spaces: the first to the left, the others to the right. Line breaks and controls in cells as in Markdown. */
export function textTable(given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(onOneLine))
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  )
  const pad = (cell: string, i: number) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

function escapeCell(cell: string): string {
  return onOneLine(cell).replace(/[\\|`*]|<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&')
}

function onOneLine(cell: string): string {
  return printable(cell.replace(/[\r\n]+/g, ' '))
}
