import { createRandom, draws, percentileInterval, seed } from './draws.ts'
import { orNull } from './estimate.ts'
import type { Fate, Tally } from './outcome.ts'
import type { Estimate } from './report.ts'

/** What Jeffreys' prior adds to the count of each outcome, also of one that was not seen. */
export const jeffreys = 0.5

const strata: readonly (readonly Fate[])[] = [
  ['kept', 'rephrased', 'broken'],
  ['fixed', 'miscorrected', 'missed'],
]

/**
 * 1,000 draws of the shares that outcomes have in each stratum, from what is known of them after the counts: a Dirichlet distribution, with Jeffreys'
 * prior. A bootstrap never draws what was not seen, so that six right answers of six would leave no doubt; here they do, as with the interval
 * of one share by that prior (Brown, Cai and DasGupta 2001, Interval Estimation for a Binomial Proportion). By draw, stratum and outcome;
 * shares of a stratum without cases are NaN. Strata are drawn independently, and always the same for the same counts.
 */
export function posteriorShares(counts: readonly (readonly number[])[]): readonly (readonly (readonly number[])[])[] {
  const random = createRandom(seed)
  return Array.from({ length: draws }, () =>
    counts.map((stratum) => {
      if (stratum.every((count) => count === 0)) return stratum.map(() => NaN)
      const gammas = stratum.map((count) => gamma(count + jeffreys, random))
      const sum = gammas.reduce((total, one) => total + one, 0)
      return gammas.map((one) => one / sum)
    }),
  )
}

/** As many cases as the tally has, by shares as above, so no integers. Right and misspelled queries apart: a set's share of misspelled ones was chosen, not observed. */
export function posteriorTallies(tally: Tally): readonly Tally[] {
  const counts = strata.map((fates) => fates.map((fate) => tally[fate]))
  const sizes = counts.map((stratum) => stratum.reduce((sum, count) => sum + count, 0))
  return posteriorShares(counts).map((drawn) => {
    const entries = strata.flatMap((fates, s) =>
      fates.map((fate, i) => [fate, sizes[s] === 0 ? 0 : drawn[s]![i]! * sizes[s]!] as const),
    )
    return Object.fromEntries(entries) as Record<Fate, number>
  })
}

/**
 * A statistic with the 95 % interval of its draws, stretched to what was observed: that lies at the end of the range where all cases agree, and
 * the interval of one share is closed there, too (as Brown, Cai and DasGupta 2001 modify it). Null where the statistic is undefined.
 */
export function posteriorEstimate<Drawn>(
  observed: Drawn,
  drawn: readonly Drawn[],
  statistic: (drawn: Drawn) => number,
): Estimate {
  const value = statistic(observed)
  const { low, high } = percentileInterval(drawn, statistic)
  return { value: orNull(value), low: orNull(Math.min(low, value)), high: orNull(Math.max(high, value)) }
}

/** A gamma variate of scale 1; shape above 0. Marsaglia and Tsang 2000. */
export function gamma(shape: number, random: () => number): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Box and Muller 1958. */
function normal(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return radius * Math.cos(2 * Math.PI * random())
}
