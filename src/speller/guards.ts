import { compounds } from './compound-words.ts'
import { codePoints, osaDistanceOfCodes } from './edit-distance.ts'
import { holdsNumber } from './digits.ts'
import { elidedTerm } from './elision.ts'
import { changesEndingOnly, changesNumberOnly } from './inflection.ts'
import { producibleZipf } from './language-model.ts'
import { joined } from './normalise.ts'
import type { Overrides } from './overrides.ts'
import { isRegionalVariant } from './regional.ts'
import type { Hit, Name, Query, Reading } from './types.ts'

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
  | 'repeated'

/** Neighbouring terms of a query, until before `to`. */
export interface Window {
  readonly from: number
  readonly to: number
}

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
  readonly protectedWindows: readonly Window[]
  readonly overrides: Overrides
  readonly locale?: string
  /** BCP 47 primary subtag, where it is known beside a locale. */
  readonly language?: string
}

/** Most edits that a typed form of this many code points may take without a retrieved name that explains them. */
export function maxEdits(length: number): number {
  return length <= 4 ? 1 : length <= 8 ? 2 : 3
}

/** A query of one term of so many code points takes one edit, whatever was retrieved: "otex" and "optrex" are two brands. */
const shortLone = 5

/**
 * The guard that refuses these readings of the query, or undefined when all let them pass. Unchanged readings always pass. 'never': no
 * other one refuses them.
 */
export function refuse(query: Query, readings: readonly Reading[], facts: GuardFacts): Guard | undefined {
  const isKnown = (term: string) => facts.inCatalog(term) || facts.zipf(term) >= producibleZipf
  // a table of words holds many forms of a word that are rare; what looks like a compound is none of it
  const least = compounds(facts.language ?? '') ? producibleZipf : Number.MIN_VALUE
  const isWord = (term: string) => facts.inCatalog(term) || facts.zipf(term) >= least
  const text = readings.flatMap((reading) => reading.terms).join(' ')
  if (text === query.text) return undefined
  if (text.length > 2 * query.text.length + 8) return 'too_long'
  for (const reading of readings) {
    const typed = query.terms.slice(reading.from, reading.to)
    const from = typed.map((term) => term.text).join(' ')
    const to = reading.terms.join(' ')
    if (from === to) continue
    if (typed.some((term) => term.frozen) || holdsNumber(to)) return 'frozen'
    if (facts.protectedWindows.some((own) => own.from < reading.to && reading.from < own.to)) return 'protected'
    if (
      !reading.terms.every(
        (term) => facts.inCatalog(term) || facts.zipf(term) >= producibleZipf || from.split(' ').includes(term),
      )
    )
      return 'unknown_term'
    if ([to, ...reading.terms].some((form) => facts.elsewhere(form) && !from.split(' ').includes(form)))
      return 'other_locale'
    const elided = typed.length === 1 ? elidedTerm(query, typed[0]!, facts.language ?? facts.locale) : undefined
    if (elided !== undefined && isKnown(elided)) return 'elision'
    if (typed.length === 1 && changesNumberOnly(from, to, isKnown)) return 'inflection'
    if (typed.length === 1 && changesEndingOnly(from, to, facts.language, isWord)) return 'inflection'
    if (typed.length === 1 && isRegionalVariant(from, to) && isKnown(from)) return 'regional'
    const codes = codePoints(joined(from))
    const isShortLone = query.terms.length === 1 && codes.length <= shortLone
    const bound = isShortLone ? 1 : maxEdits(codes.length)
    const edits = osaDistanceOfCodes(codes, codePoints(joined(to)), bound + 1)
    if (edits > bound && !(facts.retrieved(to) && !isShortLone && edits <= bound + 1)) return 'too_many_edits'
  }
  if (repeatsTerm(query, text, facts)) return 'repeated'
  const { overrides, locale } = facts
  return overrides.forbids(text, locale) && !overrides.forbids(query.text, locale) ? 'never' : undefined
}

/** True where two neighbours became the same term, of which the catalog knows no name: a "malgoa mango" is no "mango mango". */
function repeatsTerm(query: Query, text: string, { inCatalog }: Pick<GuardFacts, 'inCatalog'>): boolean {
  const pairsOf = (terms: readonly string[]) =>
    terms.slice(1).flatMap((term, i) => (term === terms[i] ? [`${term} ${term}`] : []))
  const typed = pairsOf(query.terms.map((term) => term.text))
  return pairsOf(text.split(' ')).some((pair) => !typed.includes(pair) && !inCatalog(pair))
}

/**
 * The windows that a rule of the shop protects, or that are a brand, or a term of one, which was added at run time: among the hits, and as good
 * as such a rule. Of any number of terms.
 */
export function protectedWindowsOf(
  { terms }: Query,
  hits: readonly Hit[],
  overrides: Overrides,
  locale: string | undefined,
): Window[] {
  const isBrand = ({ kind, isPart }: Name) => kind === 'brand' || isPart === true
  const added = new Set(hits.flatMap(({ name }) => (name.isAdded && isBrand(name) ? [name.form] : [])))
  const windows: Window[] = []
  for (let from = 0; from < terms.length; from++) {
    let form = ''
    for (let to = from + 1; to <= terms.length; to++) {
      form += `${form === '' ? '' : ' '}${terms[to - 1]!.text}`
      if (added.has(form) || overrides.protects(form, locale)) windows.push({ from, to })
    }
  }
  return windows
}
