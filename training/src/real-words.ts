import { type ChannelTable, channelCost } from '../../src/speller/channel.ts'
import { isInflection } from '../../src/speller/inflection.ts'
import type { Random } from './random.ts'
import type { Shop } from './shops.ts'

/** Neighbours looked at. */
const neighbours = 16

/**
 * Another word that a slip makes of this one: a term of the shop or of the language within 2 edits, drawn by what the
 * channel gives the slip. Undefined when there is none. Never another number of the same word.
 */
export function slipToWord(
  term: string,
  shop: Shop,
  table: ChannelTable,
  isWord: (text: string) => boolean,
  misspelled: (term: string) => string,
  random: Random,
): string | undefined {
  const known = shop.index
    .search(term, neighbours, undefined)
    .filter((hit) => hit.edits > 0 && hit.edits <= 2 && /^[a-z]{2,}$/.test(hit.name.form))
    .map((hit) => hit.name.form)
  // words of the language that the shop does not sell, found by chance
  for (let i = 0; i < 12; i++) {
    const typed = misspelled(term)
    if (isWord(typed)) known.push(typed)
  }
  const words = [...new Set(known)].filter((word) => word !== term && !isInflection(word, term))
  if (words.length === 0) return undefined
  return words[random.weighted(words.map((word) => Math.exp(-channelCost(table, term, word)) + 1e-9))]
}
