/** Languages that write a compound of words as one word, and what may stand between its parts. */
const links: Readonly<Record<string, readonly string[]>> = {
  da: ['s', 'e'],
  de: ['s', 'es', 'n', 'en', 'e', 'er'],
  nl: ['s', 'e', 'en', 'er'],
  sv: ['s', 'e', 'o', 'u'],
}

/** What a compound counts as on the Zipf scale: a rare word. Rarer than those that a guard takes for known, since a misspelled one may look like one. */
export const compoundZipf = 2.4

/** Shortest part: many a misspelled word is two short ones. */
const minPart = 4

/** Least Zipf frequency of a part. */
const partZipf = 3

/** True for a language whose compounds are one word: a term broken in two words is not what was meant there. */
export function compounds(language: string): boolean {
  return Object.hasOwn(links, language)
}

/** True for a term that is two words of such a language, of which the first may have an ending between them. */
export function isCompound(term: string, language: string, zipf: (word: string) => number): boolean {
  const between = compounds(language) ? links[language] : undefined
  if (between === undefined || !/^[a-z]+$/.test(term)) return false
  const isWord = (part: string) => part.length >= minPart && zipf(part) >= partZipf
  for (let at = minPart; at <= term.length - minPart; at++) {
    if (!isWord(term.slice(at))) continue
    const left = term.slice(0, at)
    if (isWord(left) || between.some((link) => left.endsWith(link) && isWord(left.slice(0, -link.length)))) return true
  }
  return false
}
