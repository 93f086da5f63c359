import type { Evidence } from '../speller/types.ts'

/** `Nike (brand, 12 products, 1 edit)` */
export function describeEvidence({ name, kind, count, edits }: Evidence): string {
  const found = `${count} ${kind === 'query' ? (count === 1 ? 'search' : 'searches') : count === 1 ? 'product' : 'products'}`
  return `${name} (${kind}, ${found}, ${edits} ${edits === 1 ? 'edit' : 'edits'})`
}
