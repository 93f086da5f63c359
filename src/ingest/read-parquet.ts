import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { SpellerError } from '../speller/errors.ts'
import { columnsProblem, fieldFinder, type ColumnMap } from './columns.ts'

export interface ParquetOptions {
  readonly columns?: ColumnMap
  /** Named in errors. */
  readonly feed: string
  /** Called after each group of rows, with the share of all rows that is read. */
  readonly onShare?: (share: number) => void
}

/** Rows decoded at a time: a row group may be the whole file. */
const rowsPerBatch = 50_000

/**
 * The rows of a Parquet file, only the columns that are of use. Holds one row group's pages of them in memory, and decodes
 * at most 50,000 rows at a time. Fails with `catalog_invalid` on a damaged file.
 */
export async function* readParquet(path: string, options: ParquetOptions): AsyncGenerator<readonly object[]> {
  const { feed } = options
  const damaged = (cause: unknown, where: string) =>
    new SpellerError('catalog_invalid', `${feed}: ${where} cannot be read: ${(cause as Error).message}`, { cause })
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw damaged(cause, 'the Parquet footer')
  })
  const names = parquetSchema(metadata).children.map(({ element }) => element.name)
  const problem = columnsProblem(names, options.columns)
  if (problem !== undefined) throw new SpellerError('catalog_invalid', `${feed}: ${problem}`)
  const find = fieldFinder(options.columns)
  const columns = names.filter((name) => find(name) !== undefined)

  const total = Number(metadata.num_rows)
  let groupStart = 0
  for (const [group, { num_rows: groupRows }] of metadata.row_groups.entries()) {
    const groupEnd = groupStart + Number(groupRows)
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += rowsPerBatch) {
      const rowEnd = Math.min(groupEnd, rowStart + rowsPerBatch)
      const rows = await parquetReadObjects({ file, metadata, columns, compressors, rowStart, rowEnd }).catch(
        (cause: unknown) => {
          throw damaged(cause, `row group ${group + 1} (rows ${groupStart + 1} to ${groupEnd})`)
        },
      )
      options.onShare?.(rowEnd / total)
      yield rows
    }
    groupStart = groupEnd
  }
}
