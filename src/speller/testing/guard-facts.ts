import { type GuardFacts, protectedWindowsOf } from '../guards.ts'
import { parseQuery } from '../normalise.ts'
import { compileOverrides, type OverrideRule } from '../overrides.ts'
import type { Hit } from '../types.ts'

/** What guards are told. */
export interface Shop {
  readonly catalog?: readonly string[]
  readonly zipf?: Readonly<Record<string, number>>
  readonly retrieved?: readonly string[]
  readonly rules?: readonly OverrideRule[]
  readonly elsewhere?: readonly string[]
  readonly added?: readonly string[]
  readonly locale?: string
  readonly language?: string
}
const addedBrand = (form: string): Hit => ({
  name: { text: form, form, kind: 'brand', count: 1, isAdded: true },
  edits: 0,
  score: 1,
})
export const factsOf = (
  raw: string,
  { catalog = [], zipf = {}, retrieved = [], rules = [], elsewhere = [], added = [], locale, language }: Shop,
): GuardFacts => ({
  elsewhere: (form) => elsewhere.includes(form),
  inCatalog: (form) => catalog.includes(form),
  zipf: (term) => zipf[term] ?? 0,
  retrieved: (form) => retrieved.includes(form),
  protectedWindows: protectedWindowsOf(parseQuery(raw), added.map(addedBrand), compileOverrides(rules), locale),
  overrides: compileOverrides(rules),
  ...(locale === undefined ? {} : { locale }),
  ...(language === undefined ? {} : { language }),
})
