import { SpellerError } from '../speller/errors.ts'

export type Field = 'id' | 'title' | 'brand' | 'product_type' | 'locale' | 'op' | 'deleted'
export type Fields = Partial<Record<Field, string>>

const fieldNames: Readonly<Record<string, Field>> = {
  id: 'id',
  title: 'title',
  brand: 'brand',
  product_type: 'product_type',
  producttype: 'product_type',
  locale: 'locale',
  op: 'op',
  deleted: 'deleted',
  is_deleted: 'deleted',
  isdeleted: 'deleted',
}
export const fields: readonly Field[] = [...new Set(Object.values(fieldNames))]

/** Which column of a feed a field is read from, as the shop names it. */
export type ColumnMap = Readonly<Partial<Record<Field, string>>>

/** Undefined for columns of no use here. */
export type FieldFinder = (column: string) => Field | undefined

/** Reads "g:product_type", "Product Type" and "productType" as one field. */
export const fieldOf: FieldFinder = (column) => {
  const key = keyOf(column)
    .replace(/^g:/, '')
    .trim()
    .replace(/[\s-]+/g, '_')
  return Object.hasOwn(fieldNames, key) ? fieldNames[key] : undefined
}

/** A field that the map names is read from that column alone; the others are found by their usual names. */
export function fieldFinder(map: ColumnMap = {}): FieldFinder {
  const mapped = Object.entries(map) as [Field, string][]
  if (mapped.length === 0) return fieldOf
  const byColumn = new Map(mapped.map(([field, column]) => [keyOf(column), field]))
  return (column) => {
    const field = byColumn.get(keyOf(column)) ?? fieldOf(column)
    return field !== undefined && map[field] !== undefined && keyOf(map[field]) !== keyOf(column) ? undefined : field
  }
}

/** What is wrong with a table of these columns, in words; undefined when the fields that are needed are there. */
export function columnsProblem(columns: readonly string[], map: ColumnMap = {}): string | undefined {
  const keys = new Set(columns.map(keyOf))
  const has = `; it has ${columns.map((column) => `"${column.trim().slice(0, 60)}"`).join(', ')}`
  for (const [field, column] of Object.entries(map))
    if (!keys.has(keyOf(column))) return `it has no "${column}" column, which is to be read as ${field}${has}`
  const found = columns.map(fieldFinder(map))
  // A feed of deletions has no titles.
  const needed: readonly Field[] = found.includes('op') || found.includes('deleted') ? ['id'] : ['id', 'title']
  for (const field of needed) {
    if (!found.includes(field)) return `it has no "${field}" column (name another with --columns ${field}=…)${has}`
  }
  return undefined
}

/** Reads `id=sku,title=name`. A column may hold commas. Fails with `config_invalid`. */
export function parseColumnMap(text: string): ColumnMap {
  const map: Partial<Record<Field, string>> = {}
  const used = new Map<string, Field>()
  for (const pair of text.split(/,(?=\s*\w+\s*=)/)) {
    const [, name = '', column = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/s.exec(pair) ?? []
    const field = fields.find((known) => known === name.toLowerCase())
    if (field === undefined || column === '') {
      throw invalidMap(`"${pair.trim()}" is no field=column; fields are ${fields.join(', ')}`)
    }
    if (map[field] !== undefined) throw invalidMap(`${field} is given twice`)
    const other = used.get(keyOf(column))
    if (other !== undefined) throw invalidMap(`"${column}" is given for both ${other} and ${field}`)
    used.set(keyOf(column), field)
    map[field] = column
  }
  return map
}

/** Equal for columns that are told apart by case and outer spaces only. */
export function keyOf(column: string): string {
  return column.trim().toLowerCase()
}

function invalidMap(what: string): SpellerError {
  return new SpellerError(
    'config_invalid',
    `the column map is not usable: ${what}. Example: id=sku,title=name,brand=maker`,
  )
}
