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

/**
 * A product is its first row with a title; the rows of the same handle that follow, and those with nothing but a handle, hold variants
 * and images.
 */
export function createVariantSkipper(): (fields: Fields) => boolean {
  let taken: string | undefined
  return ({ id = '', title = '', brand = '', product_type: type = '', deleted = '' }) => {
    if (id.trim() === '') return false
    const isSame = id === taken
    if (title.trim() !== '') taken = id
    return isSame || `${title}${brand}${type}${deleted}`.trim() === ''
  }
}

function columnsOf(header: string): ReadonlySet<string> {
  return new Set(header.split(',').map((column) => column.replaceAll('"', '').trim().toLowerCase()))
}
