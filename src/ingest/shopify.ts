import type { ColumnMap, Fields } from './columns.ts'

/** Of a product export of Shopify: the columns as they were until 2025, and as they are since. */
export function shopifyColumns(header: string): ColumnMap {
  const columns = columnsOf(header)
  const id = columns.has('url handle') ? 'URL handle' : 'Handle'
  const deleted = columns.has('status') ? { deleted: 'Status' } : {}
  return { id, title: 'Title', brand: 'Vendor', product_type: 'Type', ...deleted }
}

/** True for a header line with a handle, a title, a vendor and a column that only Shopify has. */
export function isShopifyHeader(header: string): boolean {
  const columns = columnsOf(header)
  const hasHandle = columns.has('handle') || columns.has('url handle')
  const isTheirs = ['body (html)', 'option1 name', 'variant sku', 'published on online store'].some((name) =>
    columns.has(name),
  )
  return hasHandle && columns.has('title') && columns.has('vendor') && isTheirs
}

/** A product is its first row; the rows of the same handle that follow hold variants and images. */
export function createVariantSkipper(): (fields: Fields) => boolean {
  let handle: string | undefined
  return ({ id = '' }) => {
    const isSame = id !== '' && id === handle
    handle = id
    return isSame
  }
}

function columnsOf(header: string): ReadonlySet<string> {
  return new Set(header.split(',').map((column) => column.replaceAll('"', '').trim().toLowerCase()))
}
