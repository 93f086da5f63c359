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
  /** The catalog holds every term of the query, where this was asked. */
  readonly isInCatalog?: boolean
  /** Ids of the products that people judged relevant: different ones, at least one. Absent: nothing was judged. */
  readonly relevant?: readonly string[]
}

export interface GoldSet {
  /** Base name of the file; unique within one report. */
  readonly name: string
  readonly cases: readonly GoldCase[]
  /** Path of a list of words: products with one of them are left out of the catalog for this set. */
  readonly without?: string
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
