import type { FieldFinder, Fields } from './columns.ts'

/**
 * The fields of an object or a database row. Of a list, such as several product types, the first entry with a text counts, of an object
 * its `name`. A whole number that a double cannot hold exactly is left out: two of them might look the same.
 */
export function fieldsOf(object: object, find: FieldFinder): Fields {
  const fields: Fields = {}
  for (const key in object) {
    const field = find(key)
    if (field !== undefined) fields[field] ||= textOf((object as Record<string, unknown>)[key])
  }
  return fields
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? '' : String(value)
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(textOf).find((text) => text !== '') ?? ''
  const { name } = (value ?? {}) as { name?: unknown }
  return typeof name === 'string' ? name : ''
}
