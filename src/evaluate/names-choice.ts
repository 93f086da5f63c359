import { pValue } from './figures.ts'
import { mcnemarExact } from './mcnemar.ts'
import type { FittedSweep } from './names-sweep.ts'
import { markdownTable } from './table.ts'

/** Below it, the two numbers of names are taken to differ on a set. */
const significantAt = 0.05

/** Which of a set's cases, in their order, were answered exactly with `k` names. */
export interface ExactWithNames {
  readonly set: string
  readonly k: number
  readonly exact: readonly boolean[]
}

export interface NamesChoice {
  /** Least that one more name must add, in [0, 1]. */
  readonly gain: number
  readonly inForce: number
  /** What the law asks for, rounded up to a measured number: the most over the sets, and the most measured where none is enough. */
  readonly enough: number
  readonly sets: readonly {
    readonly set: string
    /** By the law alone; null: more than 64. */
    readonly enough: number | null
    /** Cases that just one of the two numbers answers exactly. */
    readonly onlyEnough: number
    readonly onlyInForce: number
    /** McNemar's exact p-value that both are equally often exact. */
    readonly p: number
  }[]
  readonly verdict: 'stands' | 'raise' | 'lower'
}

/**
 * Whether the number of names in force holds by the Bayesian law fitted to the system as served. Too few: raised to what is enough,
 * unless that is significantly worse on a set. More than enough cost time alone: lowered only where fewer are significantly better on a
 * set, and on none worse. `sweeps` and `answers` are of one system; `answers` hold every set with every measured number and with `inForce`.
 */
export function chooseNames(
  sweeps: readonly FittedSweep[],
  answers: readonly ExactWithNames[],
  inForce: number,
  gain: number,
): NamesChoice {
  const measured = [...new Set(answers.map(({ k }) => k))].toSorted((a, b) => a - b)
  const asked = sweeps.map(({ set, laws }) => ({ set, enough: laws.find(({ law }) => law === 'bayesian')!.enough }))
  const most = Math.max(...asked.map(({ enough }) => enough ?? Infinity))
  const enough = measured.find((k) => k >= most) ?? measured.at(-1)!
  const exactOf = (set: string, k: number) => answers.find((one) => one.set === set && one.k === k)!.exact
  const sets = asked.map((one) => {
    const [first, second] = [exactOf(one.set, enough), exactOf(one.set, inForce)]
    const onlyEnough = first.filter((exact, i) => exact && !second[i]).length
    const onlyInForce = second.filter((exact, i) => exact && !first[i]).length
    return { ...one, onlyEnough, onlyInForce, p: mcnemarExact(onlyEnough, onlyInForce) }
  })
  const differ = sets.filter(({ p }) => p < significantAt)
  const isWorse = differ.some(({ onlyEnough, onlyInForce }) => onlyEnough < onlyInForce)
  const isBetter = differ.some(({ onlyEnough, onlyInForce }) => onlyEnough > onlyInForce)
  const verdict = isWorse || inForce === enough ? 'stands' : inForce < enough ? 'raise' : isBetter ? 'lower' : 'stands'
  return { gain, inForce, enough, sets, verdict }
}

export function choiceMarkdown({ gain, inForce, enough, sets, verdict }: NamesChoice): string {
  const verdicts = { stands: 'stands', raise: `should be raised to ${enough}`, lower: `should be lowered to ${enough}` }
  return [
    `## The number in force, ${inForce}, ${verdicts[verdict]}`,
    `By the Bayesian law fitted to the system as served, one more name adds less than ${(gain * 100).toFixed(2)} points from ${enough} on: ` +
      'the most over the sets, rounded up to a measured number. Too few are raised to it, unless that is significantly worse on a set; ' +
      'more cost time alone, and are lowered only where fewer are significantly better on a set, and on none worse ' +
      `(McNemar, p < ${significantAt}).`,
    markdownTable(
      ['set', 'enough by the law', `exact with ${enough} only`, `exact with ${inForce} only`, 'p'],
      sets.map((one) => [
        one.set,
        one.enough === null ? 'more than 64' : String(one.enough),
        String(one.onlyEnough),
        String(one.onlyInForce),
        pValue(one.p),
      ]),
    ),
  ].join('\n\n')
}
