/** One query and what the shopper meant. */
export interface GoldCase {
  readonly query: string
  /** At least one; any of them is right. The query itself, for a query that is right as typed. */
  readonly golds: readonly string[]
  /** Kind of error, or of right query, as the file names it. */
  readonly slice?: string
  /** Part of the shop, as the file names it. */
  readonly area?: string
  /** A brand is at stake: misspelled, or to be kept. */
  readonly isBrand: boolean
  /** BCP 47 tag that the query is asked with. */
  readonly locale?: string
  /** Searches with it, in any unit that the whole file shares; above 0. */
  readonly frequency?: number
  /** Ids of the products that people judged relevant: different ones, at least one. Absent: nothing was judged. */
  readonly relevant?: readonly string[]
}

/** What the opened catalog says of a case. */
export interface CatalogTraits {
  /** The catalog holds every term of the query. */
  readonly isInCatalog: boolean
  /**
   * Of the right name. novel: the catalog lacks a term of it. Only where a brand is at stake, seen: common outside the shop too;
   * unseen: nothing but the catalog knows it.
   */
  readonly novelty?: 'seen' | 'unseen' | 'novel'
  /** Share of the products that hold the gold's rarest term, in [0, 1]. */
  readonly productShare: number
}

export interface GoldSet {
  /** Base name of the file; unique within one report. */
  readonly name: string
  readonly cases: readonly GoldCase[]
  /** Path of a list of words: products with one of them are left out of the catalog for this set. */
  readonly without?: string
}

/** Equal for cases that a system is asked the same for. */
export function askedKey({ query, locale }: Pick<GoldCase, 'query' | 'locale'>): string {
  return locale === undefined ? query : `${query}\0${locale}`
}

/** The form in which texts are compared: composed (NFC), lower case, white space collapsed. */
export function comparable(text: string): string {
  return text.toLowerCase().normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** `limit` cases, evenly spread over the file, which is often sorted; all of them when there are fewer. */
export function takeEvenly<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)]!)
}
