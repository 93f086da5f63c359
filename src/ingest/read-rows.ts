import { SpellerError } from '../speller/errors.ts'
import { columnsProblem, fieldFinder, type ColumnMap, type Field } from './columns.ts'
import { toEntry, type FeedEntry } from './feed-entry.ts'
import { fieldsOf } from './object-fields.ts'

export interface RowsOptions {
  readonly columns?: ColumnMap
  /** Named in errors. */
  readonly feed: string
}

/** Rows of a table that has no lines: `line` is the row's number, from 1. Fails with `catalog_invalid` without id and title. */
export async function* readRows(
  batches: AsyncIterable<readonly object[]>,
  options: RowsOptions,
): AsyncGenerator<FeedEntry> {
  const find = fieldFinder(options.columns)
  const known = new Map<string, Field | undefined>()
  const findOnce = (column: string) => {
    if (!known.has(column)) known.set(column, find(column))
    return known.get(column)
  }
  let row = 0
  for await (const batch of batches) {
    if (row === 0 && batch.length > 0) {
      const problem = columnsProblem(Object.keys(batch[0]!), options.columns)
      if (problem !== undefined) throw new SpellerError('catalog_invalid', `${options.feed}: ${problem}`)
    }
    for (const record of batch) yield toEntry(++row, fieldsOf(record, findOnce), () => rawOf(record))
  }
}

function rawOf(record: object): string {
  return JSON.stringify(record, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}
