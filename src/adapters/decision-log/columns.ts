import { customType } from 'drizzle-orm/pg-core'

// PostgreSQL refuses U+0000 in text and jsonb, and half surrogate pairs in both. They are stored as the six characters
// \uXXXX; so that the way back is unambiguous, the backslash of a literal "\u" is stored as \u005c. All else is unchanged.
const unstorable = /\0|\p{Surrogate}|\\(?=u)/gu
const escape = /\\u([0-9a-f]{4})/g

/** Text that PostgreSQL accepts. Inverse: `fromStored`. */
export function toStored(text: string): string {
  return text.replace(unstorable, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export function fromStored(text: string): string {
  return text.replace(escape, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

function mapStrings(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]))
}

/** `text` that gives back every JavaScript string as it was. */
export const exactText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: toStored,
  fromDriver: fromStored,
})

/** `jsonb` of an array or object whose strings come back as they were. */
export const exactJson = <Data extends object>(name: string) =>
  customType<{ data: Data; driverData: unknown }>({
    dataType: () => 'jsonb',
    toDriver: (value) => JSON.stringify(mapStrings(value, toStored)),
    fromDriver: (value) => mapStrings(typeof value === 'string' ? JSON.parse(value) : value, fromStored) as Data,
  })(name)
