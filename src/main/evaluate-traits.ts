import { comparable, type CatalogTraits, type GoldCase } from '../evaluate/gold.ts'
import { parseQuery } from '../speller/normalise.ts'
import type { Background } from '../speller/background.ts'
import type { CatalogIndex } from '../speller/ports.ts'

/** What catalog and background say of a case; terms that must stay as typed are not asked for. */
export function createTraits(
  index: Pick<CatalogIndex, 'counts'>,
  background: Background,
  products: number,
): (gold: GoldCase) => Promise<CatalogTraits> {
  const countsOf = (terms: readonly string[]) => index.counts(terms)
  return async (gold) => {
    const typed = termsOf(gold.query)
    const right = termsOf(gold.golds[0]!)
    const [typedCounts, rightCounts] = await Promise.all([countsOf(typed), countsOf(right)])
    const novelty = noveltyOf(gold, typed, right, rightCounts, background)
    return {
      isInCatalog: typedCounts.every((count) => count > 0),
      productShare: right.length === 0 ? 0 : Math.min(...rightCounts) / products,
      ...(novelty === undefined ? {} : { novelty }),
    }
  }
}

function noveltyOf(
  gold: GoldCase,
  typed: readonly string[],
  right: readonly string[],
  rightCounts: readonly number[],
  background: Background,
): CatalogTraits['novelty'] {
  if (rightCounts.includes(0)) return 'novel'
  if (!gold.isBrand) return undefined
  const isRight = comparable(gold.query) === comparable(gold.golds[0]!)
  const changed = right.filter((term) => !typed.includes(term))
  const atStake = isRight || changed.length === 0 ? right : changed
  return atStake.every((term) => background.zipf(term) > 0) ? 'seen' : 'unseen'
}

function termsOf(text: string): readonly string[] {
  return parseQuery(text)
    .terms.filter((term) => !term.frozen)
    .map((term) => term.text)
}
