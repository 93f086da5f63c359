import dictionary from 'dictionary-en'
import { createHunspellFromStrings, type Hunspell } from 'hunspell-wasm'
import type { System } from '../../src/evaluate/system.ts'
import { osaDistance } from '../../src/speller/edit-distance.ts'
import { normalise } from '../../src/speller/normalise.ts'
import type { Reading } from '../../src/speller/types.ts'
import { frequentTerms, type CatalogTerms } from './catalog-terms.ts'
import { querySystem } from './query-system.ts'

export interface HunspellOptions {
  /** English words beside the catalog's: right as typed and suggested; only right as typed; or neither. */
  readonly english: 'suggested' | 'known' | 'ignored'
  /** first: Hunspell's own first suggestion. count: of its suggestions with fewest edits the one in most products. */
  readonly choice: 'first' | 'count'
  /** Suggestions with more edits are passed over; a space is one. */
  readonly maxEdits: number
  /** Terms of up to this many code points take 1 edit at most; 0: no such rule. */
  readonly shortLength: number
  /** Unknown terms of fewer code points stay as typed. */
  readonly minLength: number
  /** Catalog terms counted less often are right as typed, but never suggested. */
  readonly minCount: number
  /** Whether a term may be broken into several. */
  readonly breaks: boolean
}

export interface OpenedHunspell {
  readonly system: System
  readonly close: () => void
}

/**
 * Hunspell, term by term: what neither the catalog nor, where wanted, its English dictionary knows is replaced by one
 * suggestion. It never combines terms; terms with digits stay. Its memory is freed by `close`.
 */
export async function openHunspell(terms: CatalogTerms, options: HunspellOptions): Promise<OpenedHunspell> {
  const suggestible = [...frequentTerms(terms, options.minCount).keys()]
  const english = options.english === 'ignored' ? undefined : await open(englishWords)
  const suggesting = await open(options.english === 'suggested' ? [...englishWords, ...suggestible] : suggestible)
  const isKnown = (term: string) => terms.has(term) || (english !== undefined && isWord(english, term))
  const read = (term: string): string | undefined => {
    const length = [...term].length
    if (length < options.minLength || isKnown(term)) return undefined
    const maxEdits = length <= options.shortLength ? 1 : options.maxEdits
    const suggestions = suggesting
      .getSpellingSuggestions(term)
      .map(normalise)
      .filter((form) => form !== '' && (options.breaks || !form.includes(' ')))
      .map((form) => ({ form, edits: osaDistance(term, form, maxEdits), count: terms.get(form) ?? 0 }))
      .filter(({ edits }) => edits <= maxEdits)
    // sorting is stable: among equals Hunspell's order stays
    if (options.choice === 'count') suggestions.sort((a, b) => a.edits - b.edits || b.count - a.count)
    return suggestions[0]?.form
  }
  return {
    system: querySystem('hunspell', (query) =>
      query.terms.flatMap((term, i): Reading[] => {
        const form = term.frozen ? undefined : read(term.text)
        return form === undefined ? [] : [{ from: i, to: i + 1, terms: form.split(' '), cost: 0 }]
      }),
    ),
    close: () => new Set([suggesting, english]).forEach((opened) => opened?.dispose()),
  }
}

/** Upper case is right for every word that is right in any other case, and terms are lower case: `ikea`, `hdmi`. */
function isWord(english: Hunspell, term: string): boolean {
  return english.testSpelling(term) || english.testSpelling(term.toUpperCase())
}

const rules = textOf(dictionary.aff)
/** With their affix flags; the first line of the file only says how many they are. */
const englishWords: readonly string[] = textOf(dictionary.dic).trim().split('\n').slice(1)

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** By the rules of English: affixes, letters that are mistaken for each other, keyboard neighbours. */
function open(words: readonly string[]): Promise<Hunspell> {
  return createHunspellFromStrings(rules, `${words.length}\n${words.join('\n')}\n`)
}
