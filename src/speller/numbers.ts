import { pairForm } from './company.ts'
import { inflectionsOf } from './inflection.ts'
import { bigramForm, type TermCounts } from './language-model.ts'
import { remembered } from './remembered.ts'

/** Counts in which a term, a pair or a bigram stands for all that singular and plural of its terms make of it. */
export interface NumberlessCounts extends TermCounts {
  /** The forms whose counts are summed for a pair of terms that share a title; the terms' own counts must be known. */
  pairForms(a: string, b: string): string[]
  /** The same for a bigram. */
  bigramForms(before: string, term: string): string[]
}

/**
 * Shoppers write "vertical blinds" where titles say "vertical blind", so what a catalog says of a phrase must not depend on number.
 * A form that the catalog lacks adds nothing. Of terms, pairs and bigrams asked for, `counts` must know all forms.
 */
export function acrossNumbers(counts: TermCounts): NumberlessCounts {
  const numbersOf = remembered((term: string) => [
    term,
    ...inflectionsOf(term).filter((form) => counts.count(form) > 0),
  ])
  const combine = (a: string, b: string, form: (a: string, b: string) => string) => {
    const firsts = numbersOf(a)
    const seconds = numbersOf(b)
    if (firsts.length === 1 && seconds.length === 1) return [form(firsts[0]!, seconds[0]!)]
    const forms = new Set<string>()
    for (const first of firsts) for (const second of seconds) forms.add(form(first, second))
    return [...forms]
  }
  const pairForms = (a: string, b: string) => combine(a, b, pairForm)
  const bigramForms = (before: string, term: string) => combine(before, term, bigramForm)
  const formsOf = (form: string): string[] => {
    const [first, second] = form.split(/[ &]/)
    if (second === undefined) return numbersOf(form)
    return form.includes('&') ? pairForms(first!, second) : bigramForms(first!, second)
  }
  return {
    pairForms,
    bigramForms,
    count: remembered((form: string) => formsOf(form).reduce((sum, other) => sum + counts.count(other), 0)),
    zipf: (term) => counts.zipf(term),
    products: counts.products,
  }
}
