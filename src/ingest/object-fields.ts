import type { FieldFinder, Fields } from './columns.ts'

/** The fields of an object or a database row. Of a list, such as several product types, the first entry counts. */
export function fieldsOf(object: object, find: FieldFinder): Fields {
  const fields: Fields = {}
  for (const key in object) {
    const field = find(key)
    if (field !== undefined) fields[field] ??= textOf((object as Record<string, unknown>)[key])
  }
  return fields
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) && value.length > 0 ? textOf(value[0]) : ''
}
