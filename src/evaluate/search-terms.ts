import { normalise } from '../speller/normalise.ts'

/** The terms that a search compares: normalised, plurals folded, in the order of the text. Empty without a letter or digit. */
export function searchTerms(text: string): readonly string[] {
  const form = normalise(text)
  return form === '' ? [] : form.split(' ').map(foldPlural)
}

/** English nouns whose plural turns f into v; any other "-ves" is the plural of a "-ve", as in "valves". */
const voiced = /^(?:book)?(?:cal|el|hal|hoo|kni|lea|li|loa|scar|sel|shea|shel|thie|wi|wol)ves$/

/**
 * One form for the singular and the plural of an English noun, often no word itself ("hoses" and "hose" give "hos"): s goes
 * unless after s or u; then "ie" becomes "y", and e goes after "ch", "sh", "x", "s" and "z", after o, and after f. Terms
 * of under 4 letters, or with anything but a to z, stay. After Harman 1991 (the S stemmer), but symmetric. Singulars in u
 * or in a plain s ("menu", "lens") miss their plurals.
 */
export function foldPlural(term: string): string {
  if (!/^[a-z]{4,}$/.test(term)) return term
  if (voiced.test(term)) return `${term.slice(0, -3)}f`
  const singular = /[^su]s$/.test(term) ? term.slice(0, -1) : term
  if (/..ie$/.test(singular)) return `${singular.slice(0, -2)}y`
  return singular.length >= 4 && /(?:ch|sh|x|s|z|f|...o)e$/.test(singular) ? singular.slice(0, -1) : singular
}
