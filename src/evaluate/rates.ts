import { cleanCount, misspelledCount, type Outcome, type Tally } from './outcome.ts'

/** A share with its counts. */
export interface Rate {
  readonly hits: number
  readonly n: number
}

/** In [0, 1]; NaN when nothing was counted. */
export function share({ hits, n }: Rate): number {
  return n === 0 ? NaN : hits / n
}

/** Share of all queries that are searched by a gold text. In [0, 1]; higher is better. */
export function accuracy(tally: Tally): Rate {
  return { hits: tally.kept + tally.rephrased + tally.fixed, n: cleanCount(tally) + misspelledCount(tally) }
}

/** Share of correct queries that were changed into something else. In [0, 1]; lower is better. */
export function falseCorrectionRate(tally: Tally): Rate {
  return { hits: tally.broken, n: cleanCount(tally) }
}

/** Share of the changed queries that became a gold text. In [0, 1]; higher is better. van Rijsbergen 1979. */
export function precision({ fixed, rephrased, broken, miscorrected }: Tally): Rate {
  return { hits: fixed + rephrased, n: fixed + rephrased + broken + miscorrected }
}

/** Share of the misspelled queries that became a gold text. In [0, 1]; higher is better. van Rijsbergen 1979. */
export function recall(tally: Tally): Rate {
  return { hits: tally.fixed, n: misspelledCount(tally) }
}

/** Share of all queries whose best reading is a gold text, whatever the verdict. In [0, 1]; higher is better. */
export function bestReadingAccuracy(outcomes: readonly Outcome[]): Rate {
  return { hits: outcomes.filter((outcome) => outcome.isBestReadingExact).length, n: outcomes.length }
}

/** Share of all queries answered by "did you mean". In [0, 1]. */
export function suggestRate(outcomes: readonly Outcome[]): Rate {
  return { hits: outcomes.filter(({ answer }) => answer.verdict === 'suggest').length, n: outcomes.length }
}

/** Share of the "did you mean" answers that offer a gold text. In [0, 1]; higher is better. */
export function suggestPrecision(outcomes: readonly Outcome[]): Rate {
  return bestReadingAccuracy(outcomes.filter(({ answer }) => answer.verdict === 'suggest'))
}
