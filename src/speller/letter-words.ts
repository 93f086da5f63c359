import { spaceCosts } from './channel.ts'
import type { TermCounts } from './language-model.ts'
import type { Query, Reading } from './types.ts'

/** One title of so many must write it so: more titles have more pairs by chance, and more of a word and a letter behind it. */
const productsPerTitle = { before: 50_000, after: 12_000 }

/**
 * Forms of a letter and a word that a term may be, with the titles that must have them: "p trap" of "ptrap", "vitamin c" of "vitaminc". None of
 * fewer than five letters; a plural, or a letter typed twice, is no letter of its own.
 */
export function letterWordsOf(term: string, products: number): { form: string; least: number }[] {
  if (!/^\p{L}{5,}$/u.test(term)) return []
  const letters = [...term]
  const [first, last] = [letters[0]!, letters.at(-1)!]
  const before = { form: `${first} ${letters.slice(1).join('')}`, least: leastOf(products, productsPerTitle.before) }
  if (last === 's' || last === letters.at(-2)) return [before]
  return [
    before,
    { form: `${letters.slice(0, -1).join('')} ${last}`, least: leastOf(products, productsPerTitle.after) },
  ]
}

const leastOf = (products: number, each: number) => Math.max(1, Math.ceil(products / each))

/**
 * Readings of terms that the catalog has nowhere as the letter and the word that its titles write apart or with a hyphen. They are letter for
 * letter what was typed, so nothing near to it is meant.
 */
export function letterWordReadings(
  { terms }: Query,
  { count, products }: Pick<TermCounts, 'count' | 'products'>,
): Reading[] {
  return terms.flatMap(({ text, frozen }, at) =>
    frozen || count(text) > 0
      ? []
      : letterWordsOf(text, products)
          .filter(({ form, least }) => count(form) >= least)
          .map(({ form }) => ({ from: at, to: at + 1, terms: form.split(' '), cost: spaceCosts.letterBreak })),
  )
}
