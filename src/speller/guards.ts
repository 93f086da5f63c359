import { codePoints, osaDistanceOfCodes } from './edit-distance.ts'
import { holdsNumber } from './digits.ts'
import { elidedTerm } from './elision.ts'
import { changesNumberOnly } from './inflection.ts'
import { joined } from './normalise.ts'
import type { Overrides } from './overrides.ts'
import { isRegionalVariant } from './regional.ts'
import { maxSpanTerms } from './spans.ts'
import type { Hit, Query, Reading } from './types.ts'

export type Guard =
  | 'frozen'
  | 'protected'
  | 'never'
  | 'too_long'
  | 'too_many_edits'
  | 'unknown_term'
  | 'other_locale'
  | 'elision'
  | 'inflection'
  | 'regional'

/** What guards may look up. Pure. */
export interface GuardFacts {
  /** True for a form that the catalog holds. */
  inCatalog(form: string): boolean
  /** True for a form that is a name in other locales than the query's only. */
  elsewhere(form: string): boolean
  /** Zipf frequency outside the shop. */
  zipf(term: string): number
  /** True for the form of a retrieved name: a change to it may take one edit more. */
  retrieved(form: string): boolean
  /** True for the form of a brand that was added at run time: as good as a rule that protects it. */
  readonly isAddedBrand: (form: string) => boolean
  readonly overrides: Overrides
  readonly locale?: string
}

/** Words outside the catalog must be at least this common to be produced; about one in a million. */
const minZipf = 3

/** Most edits that a typed form of this many code points may take without a retrieved name that explains them. */
export function maxEdits(length: number): number {
  return length <= 4 ? 1 : length <= 8 ? 2 : 3
}

/**
 * The guard that refuses these readings of the query, or undefined when all let them pass. Unchanged readings always pass. 'never': no
 * other one refuses them.
 */
export function refuse(query: Query, readings: readonly Reading[], facts: GuardFacts): Guard | undefined {
  const isKnown = (term: string) => facts.inCatalog(term) || facts.zipf(term) >= minZipf
  const text = readings.flatMap((reading) => reading.terms).join(' ')
  if (text === query.text) return undefined
  if (text.length > 2 * query.text.length + 8) return 'too_long'
  for (const reading of readings) {
    const typed = query.terms.slice(reading.from, reading.to)
    const from = typed.map((term) => term.text).join(' ')
    const to = reading.terms.join(' ')
    if (from === to) continue
    if (typed.some((term) => term.frozen) || holdsNumber(to)) return 'frozen'
    if (touchesProtected(query, reading, facts)) return 'protected'
    if (
      !reading.terms.every(
        (term) => facts.inCatalog(term) || facts.zipf(term) >= minZipf || from.split(' ').includes(term),
      )
    )
      return 'unknown_term'
    if ([to, ...reading.terms].some((form) => facts.elsewhere(form) && !from.split(' ').includes(form)))
      return 'other_locale'
    const elided = typed.length === 1 ? elidedTerm(query, typed[0]!, facts.locale) : undefined
    if (elided !== undefined && isKnown(elided)) return 'elision'
    if (typed.length === 1 && changesNumberOnly(from, to, isKnown)) return 'inflection'
    if (typed.length === 1 && isRegionalVariant(from, to) && isKnown(from)) return 'regional'
    const codes = codePoints(joined(from))
    const bound = maxEdits(codes.length)
    const edits = osaDistanceOfCodes(codes, codePoints(joined(to)), bound + 1)
    if (edits > bound && !(facts.retrieved(to) && edits <= bound + 1)) return 'too_many_edits'
  }
  const { overrides, locale } = facts
  return overrides.forbids(text, locale) && !overrides.forbids(query.text, locale) ? 'never' : undefined
}

/** Whether a form is that of a brand among the hits that somebody added at run time. */
export function addedBrandsOf(hits: readonly Hit[]): (form: string) => boolean {
  const forms = new Set(hits.flatMap(({ name }) => (name.isAdded && name.kind === 'brand' ? [name.form] : [])))
  return (form) => forms.has(form)
}

/** True when a protected form of 1 to 4 terms stands, as typed, where the reading changes the query. */
function touchesProtected(
  query: Query,
  { from, to }: Reading,
  { overrides, locale, isAddedBrand }: GuardFacts,
): boolean {
  const isProtected = (form: string) => overrides.protects(form, locale) || isAddedBrand(form)
  const texts = query.terms.map((term) => term.text)
  for (let start = Math.max(0, from - maxSpanTerms + 1); start < to; start++)
    for (let end = Math.max(start, from) + 1; end <= Math.min(texts.length, start + maxSpanTerms); end++)
      if (isProtected(texts.slice(start, end).join(' '))) return true
  return isProtected(texts.slice(from, to).join(' '))
}
