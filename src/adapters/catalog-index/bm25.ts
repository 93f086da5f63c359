import { codePoints } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { compareHits } from '../../speller/rank-hits.ts'
import type { Hit } from '../../speller/types.ts'

/** Saturation of a term's frequency, and weight of the length: the usual ones (Robertson, Zaragoza 2009). */
const k1 = 1.2
const b = 0.75
/**
 * Terms of a name, on average: 3.0 in a shop of 71,619 names. Fixed, so that a name's weights do not depend on the others, and
 * engines that cannot know the average agree with those that can.
 */
const averageTerms = 3

/** Of a term that stands in `frequency` of `names` names; above 0. Lucene's form, and that of Qdrant's idf modifier. */
export function inverseFrequency(names: number, frequency: number): number {
  return Math.log(1 + (names - frequency + 0.5) / (frequency + 0.5))
}

/** What a term adds to the score of a name that holds it so many times among its terms, before its inverse frequency. */
export function termWeight(times: number, terms: number): number {
  return (times * (k1 + 1)) / (times + k1 * (1 - b + (b * terms) / averageTerms))
}

/** How much a term counts for one this many edits away, in (0, 1]. As Lucene's fuzzy query: the share of letters that agree. */
export function fuzzyWeight(edits: number, letters: number, otherLetters: number): number {
  return 1 - edits / Math.min(letters, otherLetters)
}

/** A name added at run time, which is found by its edits, with a score that compares with those by terms. */
export function scoreByEdits(live: Hit, span: string): Hit {
  const [letters, others] = [span, live.name.form].map((text) => codePoints(joined(text)).length)
  return { ...live, score: fuzzyWeight(live.edits, letters!, others!) }
}

/** The order of hits by terms: equal joined forms first, then the greater score, then as every index does. */
export function compareByScore(a: Hit, b: Hit): number {
  return Number(b.edits === 0) - Number(a.edits === 0) || b.score - a.score || compareHits(a, b)
}
