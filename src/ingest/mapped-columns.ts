import { keyOf, type ColumnMap, type Field } from './columns.ts'

/** Of a source without a header: columns that the shop named. */
export interface MappedColumns {
  /** Those that no record has but a deletion, for which they are not needed; none before there is another record. */
  readonly missing: readonly { readonly field: Field; readonly column: string }[]
  /** The first columns that records have, as they are written: at most 20. */
  readonly present: readonly string[]
}

export interface ColumnWatch {
  /** Told of every record that deletes no product. */
  see(record: object): void
  readonly found: () => MappedColumns
}

const mostPresent = 20
/** Exporters write these in the few records that they say something of. */
const sparse: ReadonlySet<string> = new Set<Field>(['op', 'deleted'])

/** Costs nothing once every column was seen. */
export function watchColumns(map: ColumnMap = {}): ColumnWatch {
  const wanted = Object.entries(map).filter(([field]) => !sparse.has(field)) as [Field, string][]
  const unseen = new Set(wanted.map(([, column]) => keyOf(column)))
  const present = new Set<string>()
  let hasRecords = false
  return {
    see(record) {
      hasRecords = true
      if (unseen.size === 0) return
      for (const column in record) {
        unseen.delete(keyOf(column))
        if (present.size < mostPresent) present.add(column)
      }
    },
    found: () => ({
      missing: wanted
        .filter(([, column]) => hasRecords && unseen.has(keyOf(column)))
        .map(([field, column]) => ({ field, column })),
      present: [...present],
    }),
  }
}

/** Which columns are missing, and what is there, in words. */
export function missingText({ missing, present }: MappedColumns): string {
  const named = missing.map(({ field, column }) => `"${column}", which is to be read as ${field}`)
  const has = present.map((column) => `"${column.trim().slice(0, 60)}"`).join(', ')
  return `no record has ${named.join(', nor ')}; they have ${has}`
}
