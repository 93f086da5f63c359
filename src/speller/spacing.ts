import { spaceCosts } from './channel.ts'
import { joinedAsSold, minRatio } from './compounds.ts'
import type { Judgement } from './judge.ts'
import { bigramForm } from './language-model.ts'
import { type Lookup, rareCount } from './lookup.ts'
import { breaksOf } from './readings.ts'
import type { Candidate, Query, Reading } from './types.ts'

/** Products that must write it so. */
const minCount = 5

/**
 * The query as typed, the best candidate, spaced as the catalog writes it: neighbours that are one term there ("lap top"), and a term
 * that it hardly holds, where it is two ("carseat"). Undefined where it writes nothing otherwise, or a guard refuses. The words stay what they are, so this
 * says nothing against the query; but a search that reads terms finds other products. Fails as the index does.
 */
export async function spacedAsSold(
  query: Query,
  lookup: Pick<Lookup, 'spans' | 'hits' | 'counts' | 'elsewhere'>,
  { judged, refuses }: Pick<Judgement, 'judged' | 'refuses'>,
): Promise<Candidate | undefined> {
  const typed = judged[0]!.candidate
  let readings = joinedAsSold(typed.readings, lookup, refuses, minCount)
  for (let at = 0; at < readings.length; at++) {
    const terms = partsOf(query, readings[at]!, lookup)
    if (terms === undefined) continue
    const { from, to } = readings[at]!
    const tried = readings.toSpliced(at, 1, { from, to, terms, cost: spaceCosts.wordBreak })
    if (refuses(tried) === undefined) readings = tried
  }
  const others = readings.filter((reading) => !typed.readings.includes(reading)).flatMap(({ terms }) => terms)
  // counts are of all locales
  if (others.length === 0 || (await lookup.elsewhere(others)).size > 0) return undefined
  return { ...typed, readings, text: readings.flatMap(({ terms }) => terms).join(' ') }
}

/** The two terms that the catalog has for one; undefined where it has none, or knows the one. */
function partsOf(
  { terms }: Query,
  { from, to }: Reading,
  { counts }: Pick<Lookup, 'counts'>,
): readonly string[] | undefined {
  const term = terms[from]!
  if (to !== from + 1 || term.frozen) return undefined
  const own = counts.count(term.text)
  if (own >= rareCount) return undefined
  const found = breaksOf(term.text)
    .map((form) => form.split(' '))
    .map((parts) => ({ parts, count: counts.count(bigramForm(parts[0]!, parts[1]!)) }))
    .filter(({ count }) => count >= minCount && count > minRatio * own)
  return found.toSorted((a, b) => b.count - a.count)[0]?.parts
}
