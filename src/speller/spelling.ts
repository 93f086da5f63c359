import { parseQuery } from './normalise.ts'
import type { Hit } from './types.ts'

/** How terms are written: with the letters of a locale, where a name of that locale spells them. */
export type Spelling = (terms: readonly string[]) => Spelled

export interface Spelled {
  /** Lower case. */
  readonly text: string
  readonly upper: (text: string) => string
}

const upper = (text: string) => text.toUpperCase()

/** As they are compared: diacritics folded. */
export const plainSpelling: Spelling = (terms) => ({ text: terms.join(' '), upper })

/**
 * As the names of the locale among the hits write them ("Müller", "señal", "İstanbul"), but for their case; whole readings before
 * single terms, frequent names before rare ones. What none of them spells stays as it is compared, names without a locale included.
 */
export function spellingIn(hits: Iterable<Hit>, locale: string | undefined): Spelling {
  if (locale === undefined) return plainSpelling
  const best = new Map<string, { readonly text: string; readonly count: number }>()
  for (const { name } of hits)
    if (name.locale === locale && name.count > (best.get(name.form)?.count ?? 0)) best.set(name.form, name)
  const written = (form: string) => {
    const name = best.get(form)
    return (
      name && parseQuery(name.text).terms.map(({ start, end }) => name.text.slice(start, end).toLocaleLowerCase(locale))
    )
  }
  return (terms) => {
    const whole = written(terms.join(' '))
    const each = terms.map((term) => written(term)?.join(''))
    if (!whole && each.every((text) => text === undefined)) return plainSpelling(terms)
    const text = whole?.join(' ') ?? each.map((spelled, t) => spelled ?? terms[t]!).join(' ')
    return { text, upper: (given) => given.toLocaleUpperCase(locale) }
  }
}
