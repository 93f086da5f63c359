import { compounds } from './compound-words.ts'

/** Other number or form of the same English word: plain suffix rules, no dictionary. May hold forms that nobody uses. */
export function inflectionsOf(term: string): string[] {
  if (term.length < 3 || !/^[a-z]+$/.test(term)) return []
  const forms = new Set<string>()
  if (/(?:ch|sh|x|s|z)$/.test(term)) forms.add(`${term}es`)
  else if (/[^aeiou]y$/.test(term)) forms.add(`${term.slice(0, -1)}ies`)
  if (!/s$/.test(term)) forms.add(`${term}s`)
  if (/ies$/.test(term)) forms.add(`${term.slice(0, -3)}y`)
  if (/(?:ch|sh|x|s|z)es$/.test(term)) forms.add(term.slice(0, -2))
  if (/[^s]s$/.test(term)) forms.add(term.slice(0, -1))
  return [...forms].filter((form) => form.length >= 3)
}

/** True when one is the other's plural. */
export function isInflection(a: string, b: string): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  const added = longer.length - shorter.length
  // all forms of a word begin alike
  if (added < 1 || added > 2 || !longer.startsWith(shorter.slice(0, -1))) return false
  return inflectionsOf(a).includes(b) || inflectionsOf(b).includes(a)
}

/**
 * True when nothing but the number was changed: the typed term is known, or it is the plural of a known one, which a catalog need not
 * hold. A singular that nobody knows may have lost its last letter ("adida").
 */
export function changesNumberOnly(typed: string, intended: string, isKnown: (term: string) => boolean): boolean {
  return isInflection(typed, intended) && (isKnown(typed) || typed.length > intended.length)
}

/** Endings of nouns and adjectives, by language; '' where a word may have none. */
const endings: Readonly<Record<string, readonly string[]>> = {
  de: ['', 'e', 'n', 'en', 'er', 'ern', 'es', 's'],
  es: ['', 's', 'es', 'a', 'as', 'o', 'os'],
  fr: ['', 's', 'e', 'es', 'x'],
  it: ['a', 'e', 'i', 'io', 'o'],
  nl: ['', 'e', 'en', 's'],
  pl: ['', 'a', 'ach', 'ami', 'e', 'ego', 'ej', 'em', 'i', 'ie', 'o', 'om', 'ow', 'owi', 'u', 'y', 'ych'],
  pt: ['', 's', 'es', 'a', 'as', 'o', 'os'],
  sv: ['', 'a', 'ar', 'en', 'er', 'or', 'n', 's', 't'],
}

/** What two forms of one word begin with at least. */
const minStem = 4

/**
 * The same of other languages: true when nothing but an ending was changed, and the typed term is known. Of languages that write compounds
 * as one word few are known: there a longer term that nobody knows is taken for another form, too, unless it is one for a letter that was hit twice.
 */
export function changesEndingOnly(
  typed: string,
  intended: string,
  language: string | undefined,
  isKnown: (term: string) => boolean,
): boolean {
  const own = endings[language ?? '']
  if (own === undefined || typed === intended) return false
  const stems = own.flatMap((ending) => (typed.endsWith(ending) ? [typed.slice(0, typed.length - ending.length)] : []))
  const isOther = stems.some((stem) => stem.length >= minStem && own.some((ending) => stem + ending === intended))
  if (!isOther) return false
  const isLonger = typed.length > intended.length && typed.at(-1) !== typed.at(-2)
  return isKnown(typed) || (compounds(language!) && isLonger)
}
