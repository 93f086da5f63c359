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
