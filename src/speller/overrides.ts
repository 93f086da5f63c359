import { hexHash } from './hash.ts'
import { joined, normalise } from './normalise.ts'

/** A rule of the shop. Terms are compared normalised and joined, so case, hyphens and spaces do not matter. */
export type OverrideRule = { readonly locale?: string; readonly note?: string } & (
  | { readonly rule: 'protect'; readonly term: string }
  | { readonly rule: 'map'; readonly from: string; readonly to: string }
  | { readonly rule: 'never'; readonly term: string }
)

/** The rules, compiled for lookup by normalised form. */
export interface Overrides {
  readonly size: number
  /** Equal for equal rules in equal order; 16 hex digits. */
  readonly version: string
  /** True when the form must stay as typed. */
  protects(form: string, locale?: string): boolean
  /** What the form must become; undefined without a rule. */
  mapsTo(form: string, locale?: string): string | undefined
  /** How the map rules write what a form becomes ("t-shirt", "l'oréal"), in lower case; the form where none becomes it. */
  writes(form: string): string
  /** True when a text of normalised terms holds something that must never be produced. */
  forbids(text: string, locale?: string): boolean
}

const anywhere = '*'

export function compileOverrides(rules: readonly OverrideRule[]): Overrides {
  const protectedForms = new Set<string>()
  const maps = new Map<string, string>()
  const written = new Map<string, string>()
  const never: { locale: string; form: string }[] = []
  for (const rule of rules) {
    const locale = rule.locale ?? anywhere
    if (rule.rule === 'protect') protectedForms.add(`${locale}\t${joined(normalise(rule.term))}`)
    else if (rule.rule === 'map') {
      const to = normalise(rule.to)
      maps.set(`${locale}\t${joined(normalise(rule.from))}`, to)
      written.set(to, rule.to.trim().replace(/\s+/gu, ' ').toLowerCase())
    } else never.push({ locale, form: joined(normalise(rule.term)) })
  }
  const keys = (form: string, locale: string | undefined) => {
    const key = joined(form)
    return [...(locale === undefined ? [] : [`${locale}\t${key}`]), `${anywhere}\t${key}`]
  }
  return {
    size: rules.length,
    version: hexHash(JSON.stringify(rules)),
    protects: (form, locale) => keys(form, locale).some((key) => protectedForms.has(key)),
    mapsTo(form, locale) {
      const key = keys(form, locale).find((candidate) => maps.has(candidate))
      return key === undefined ? undefined : maps.get(key)
    },
    writes: (form) => written.get(form) ?? form,
    forbids: (text, locale) =>
      never.some((rule) => (rule.locale === anywhere || rule.locale === locale) && holds(text.split(' '), rule.form)),
  }
}

/** True when neighbouring terms make up the joined form. */
function holds(terms: readonly string[], form: string): boolean {
  return terms.some((_, from) => {
    let run = ''
    for (let to = from; to < terms.length && run.length < form.length; to++) run += terms[to]!
    return run !== '' && run === form
  })
}
