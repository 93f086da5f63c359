import type { ChannelTable } from '../../src/speller/channel.ts'
import { dictionaryProducts } from './dictionary-shop.ts'
import { withFeedErrors } from './feed-errors.ts'
import { type Misspellings, misspell } from './misspell.ts'
import type { NoiseFacts } from './noise.ts'
import { isFineIn, type QuerySources } from './queries.ts'
import type { Random } from './random.ts'
import { slipToWord } from './real-words.ts'
import { openShop, type Shop, trainingProducts } from './shops.ts'

/** What shops and their queries are made of. */
export interface Corpora {
  readonly sources: QuerySources
  readonly table: ChannelTable
  readonly human: Misspellings
}

const dictionarySize = 40_000
/** One brand in so many is left out of a shop. */
const dropOneIn = 5

/** Shops over parts of the training titles, of several kinds and sizes, with feeds that hold misspellings. */
export function openShops(heldOut: boolean, { sources, table, human }: Corpora, random: Random): Shop[] {
  const products = trainingProducts()
  const all = [...products.values()].flat()
  const often = [...human.keys()]
  const dictionary = () => dictionaryProducts(sources, often, dictionarySize, random)
  const plans: [string, readonly (typeof all)[number][], number][] = [
    ['everything', all, 0.6],
    ['electronics', products.get('electronics') ?? [], 0.7],
    ['fashion', products.get('myntra_titles') ?? [], 0.8],
    ['mixed', products.get('ditto_products') ?? [], 0.8],
    ['small', all, 0.08],
    ['dictionary', dictionary(), 1],
    ['small dictionary', dictionary(), 0.3],
  ]
  const misspelled = (term: string) => misspell(term, table, human, random)
  return plans
    .filter(([, list]) => list.length > 0)
    .map(([label, list, share]) =>
      openShop(label, list, share, dropOneIn, heldOut, random, (given) => withFeedErrors(given, misspelled, random)),
    )
}

/** A word of the language at least this common may be meant where it stands. */
const wordZipf = 3

export function noiseFacts(shop: Shop, { sources, table, human }: Corpora, random: Random): NoiseFacts {
  const isWord = (text: string) => shop.index.count(text) > 2 || sources.background.zipf(text) >= wordZipf
  const misspelled = (term: string) => misspell(term, table, human, random)
  return {
    table,
    human,
    isTerm: (text) => shop.index.count(text) > 2,
    isFine: isFineIn(shop, sources.background),
    slipToWord: (term) => slipToWord(term, shop, table, isWord, misspelled, random),
  }
}
