import { apostrophes, normalise, onOneLine, parseQuery } from '../speller/normalise.ts'
import type { LoggedDecision, Reason } from '../speller/types.ts'
import { opinionsOf } from './opinions.ts'

const minLetters = 3
const anyApostrophe = new RegExp(`[${apostrophes}]`, 'g')
/** The speller lists no more; beyond it, a term without evidence may well be known. */
const maxEvidence = 8
const keptWithoutKnowing: ReadonlySet<Reason> = new Set(['unchanged', 'guarded', 'low_confidence', 'spacing'])

export interface UnknownTerm {
  /** Normalised. */
  readonly term: string
  /** As it stands in the query, with one kind of apostrophe. */
  readonly typed: string
}

/**
 * Terms that the catalog did not explain and that were, or should have been, left as typed: in kept queries, and where only
 * spaces would change, those without an exact name; in corrections that were refused those that were changed. None that a person wrote
 * otherwise in what it should be. Each once, without digits. The view `unknown_terms_by_day` says the same.
 */
export function unknownTermsOf(decision: LoggedDecision): readonly UnknownTerm[] {
  const { record } = decision
  const { query, verdict, reason, edits, evidence } = record
  const { isRefused, label } = opinionsOf(decision)
  const meant = label?.text === undefined ? undefined : new Set(normalise(label.text).split(' '))
  const terms = parseQuery(query).terms.filter(
    ({ text, frozen }) => !frozen && [...text].length >= minLetters && (meant?.has(text) ?? true),
  )
  const isChanged = ({ start, end }: { readonly start: number; readonly end: number }) =>
    edits.some((edit) => edit.start < end && start < edit.end)
  const distinct = (found: typeof terms) =>
    [...new Map(found.map((term) => [term.text, term])).values()].map(({ text, start, end }) => ({
      term: text,
      typed: onOneLine(query.slice(start, end)).normalize('NFC').replace(anyApostrophe, "'"),
    }))
  if (verdict !== 'keep' && reason !== 'spacing') return isRefused ? distinct(terms.filter(isChanged)) : []
  if (!keptWithoutKnowing.has(reason) || evidence.length >= maxEvidence) return []
  const explained = new Set(evidence.flatMap(({ name, edits }) => (edits === 0 ? normalise(name).split(' ') : [])))
  const respaced = reason === 'spacing' ? isChanged : () => false
  return distinct(terms.filter((term) => !explained.has(term.text) && !respaced(term)))
}

/** Terms that the decision would have read otherwise, had it been surer: each with that reading, normalised. */
export function heldReadingsOf({ record }: LoggedDecision): ReadonlyMap<string, string> {
  if (record.verdict !== 'keep' || record.reason !== 'low_confidence') return new Map()
  return new Map(record.edits.map(({ from, to }) => [normalise(from), normalise(to)]))
}
