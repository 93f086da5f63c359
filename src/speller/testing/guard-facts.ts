import { type GuardFacts, protectedWindowsOf } from '../guards.ts'
import { parseQuery } from '../normalise.ts'
import { compileOverrides, type OverrideRule } from '../overrides.ts'
import type { Hit, Reading } from '../types.ts'

/** A reading of the terms from one position until before another. */
export type Window = readonly [from: number, to: number, terms: string]
/** Readings of the whole query: the windows as given, the other terms as typed. */
export const read = (raw: string, ...windows: readonly Window[]): Reading[] => {
  const query = parseQuery(raw)
  const readings: Reading[] = []
  for (let at = 0; at < query.terms.length;) {
    const window = windows.find(([from]) => from === at)
    const to = window ? window[1] : at + 1
    readings.push({ from: at, to, terms: window ? window[2].split(' ') : [query.terms[at]!.text], cost: 1 })
    at = to
  }
  return readings
}

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
