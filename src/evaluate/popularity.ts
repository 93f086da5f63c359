import type { Outcome } from './outcome.ts'

export type Popularity = 'head' | 'torso' | 'tail'

/** Shares of all searches: the most frequent queries that make up half of them, those up to nine tenths, the rest. */
const headTraffic = 0.5
const torsoTraffic = 0.9
/** Shares of the products, where no query says how often it is searched. */
const headProducts = 0.005
const torsoProducts = 0.0005

/**
 * By searches, where every case says how often it is searched; else by the share of products that hold the gold's rarest
 * term: head from 0.5 %, torso from 0.05 %. In order; undefined where neither is known. Equal frequencies stand together.
 */
export function popularityOf(outcomes: readonly Outcome[]): readonly (Popularity | undefined)[] {
  const frequencies = outcomes.map(({ gold }) => gold.frequency)
  if (frequencies.every((frequency) => frequency !== undefined)) return byTraffic(frequencies)
  return outcomes.map(({ traits }) => {
    if (!traits) return undefined
    return traits.productShare >= headProducts ? 'head' : traits.productShare >= torsoProducts ? 'torso' : 'tail'
  })
}

function byTraffic(frequencies: readonly number[]): readonly Popularity[] {
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 0)
  const more = new Map<number, number>()
  let before = 0
  for (const frequency of frequencies.toSorted((a, b) => b - a)) {
    if (!more.has(frequency)) more.set(frequency, before)
    before += frequency
  }
  return frequencies.map((frequency) => {
    const share = more.get(frequency)! / total
    return share < headTraffic ? 'head' : share < torsoTraffic ? 'torso' : 'tail'
  })
}
