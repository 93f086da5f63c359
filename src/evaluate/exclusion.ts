import { normalise } from '../speller/normalise.ts'
import { linesOf } from './gold-lines.ts'

const headers = new Set(['word', 'words', 'term', 'brand', 'brands', 'name'])

/** Says of a title or brand whether it holds one of the listed words. */
export type Exclusion = (text: string) => boolean

/**
 * From a list of words or brands, one a line, with or without a header (`word`, `brand`); further columns are ignored. Words
 * are compared as normalised terms: "Coca-Cola" excludes "COCA COLA zero", not "cocacola".
 */
export function createExclusion(list: string): Exclusion {
  const forms = linesOf(list)
    .map(({ text }) => text.split('\t')[0]!.trim())
    .filter((word, i) => i > 0 || !headers.has(word.toLowerCase()))
    .map(normalise)
    .filter((form) => form !== '')
  const terms = new Set(forms.filter((form) => !form.includes(' ')))
  const phrases = forms.filter((form) => form.includes(' '))
  return (text) => {
    const form = normalise(text)
    return (
      form.split(' ').some((term) => terms.has(term)) || phrases.some((phrase) => ` ${form} `.includes(` ${phrase} `))
    )
  }
}
