import { minimise } from './nelder-mead.ts'

/** How many of `n` queries were answered exactly with `k` names. */
export interface SweepPoint {
  readonly k: number
  readonly hits: number
  readonly n: number
}

export interface FittedLaw {
  readonly law: LawName
  /** By the names of the law's formula. */
  readonly parameters: Readonly<Record<string, number>>
  /** Twice the log-likelihood that is lost against one free share for each k; 0 is a perfect fit. */
  readonly deviance: number
  /** Points less parameters; at 0 or below the law can fit anything. */
  readonly degreesOfFreedom: number
  /** Akaike's criterion, for comparing laws on the same points; lower is better. */
  readonly aic: number
  /** Of the shares, in [0, 1]. */
  readonly rootMeanSquareError: number
  readonly predict: (k: number) => number
}

export type LawName = 'bayesian' | 'power' | 'logistic'

interface Law {
  readonly parameters: readonly string[]
  /** Free numbers to parameters within their ranges. */
  readonly shape: (free: readonly number[]) => readonly number[]
  readonly predict: (parameters: readonly number[], k: number) => number
  readonly starts: readonly (readonly number[])[]
}

const laws: Readonly<Record<LawName, Law>> = {
  /**
   * Two tasks: the right one, with prior rho, in which an answer is right with gamma; another, in which it is with beta <= gamma.
   * p(k) = (rho gamma^(Kk+1) + (1-rho) beta^(Kk+1)) / (rho gamma^(Kk) + (1-rho) beta^(Kk)), K the efficiency of a name.
   * Arora, Jurafsky, Potts and Goodman 2024 (arXiv 2410.16531), tied form.
   */
  bayesian: {
    parameters: ['prior', 'efficiency', 'gamma', 'beta'],
    shape: ([rho, efficiency, gamma, beta]) => {
      const upper = unit(gamma!)
      return [unit(rho!), Math.exp(clamp(efficiency!, 20)), upper, upper * unit(beta!)]
    },
    predict([rho, efficiency, gamma, beta], k) {
      // relative to the right task, so that nothing underflows
      const odds = ((1 - rho!) / rho!) * Math.exp(efficiency! * k * Math.log(beta! / gamma!))
      return (gamma! + odds * beta!) / (1 + odds)
    },
    starts: [-2, 0, 2].flatMap((rho) => [-2, 0, 2].map((efficiency) => [rho, efficiency, 2, 0])),
  },
  /** p(k) = c - a (k+1)^-b. */
  power: {
    parameters: ['a', 'b', 'c'],
    shape: ([a, b, c]) => [unit(c!) * unit(a!), Math.exp(clamp(b!, 20)), unit(c!)],
    predict: ([a, b, c], k) => c! - a! * (k + 1) ** -b!,
    starts: [-2, 0].flatMap((a) => [-2, 0, 2].map((b) => [a, b, 2])),
  },
  /** p(k) = c / (1 + exp(-s (k - m))). */
  logistic: {
    parameters: ['c', 's', 'm'],
    shape: ([c, s, m]) => [unit(c!), Math.exp(clamp(s!, 20)), m!],
    predict: ([c, s, m], k) => c! / (1 + Math.exp(-s! * (k - m!))),
    starts: [-2, 0, 1].flatMap((s) => [-8, -2, 0].map((m) => [2, s, m])),
  },
}

/**
 * Each law by maximum likelihood of the counts, from several starts. Queries are the same at each k, so the points are not
 * independent: deviance and AIC compare laws, and are no test. At least one point, `n` above 0.
 */
export function fitLaws(points: readonly SweepPoint[]): readonly FittedLaw[] {
  return (Object.keys(laws) as LawName[]).map((law) => fit(law, points))
}

function fit(name: LawName, points: readonly SweepPoint[]): FittedLaw {
  const law = laws[name]
  const deviance = (free: readonly number[]) => devianceOf(points, (k) => law.predict(law.shape(free), k))
  const best = law.starts
    .map((start) => minimise(deviance, start))
    .reduce((least, other) => (other.value < least.value ? other : least))
  const parameters = law.shape(best.at)
  const predict = (k: number) => law.predict(parameters, k)
  const squares = points.map(({ k, hits, n }) => (predict(k) - hits / n) ** 2)
  return {
    law: name,
    parameters: Object.fromEntries(law.parameters.map((key, i) => [key, parameters[i]!])),
    deviance: best.value,
    degreesOfFreedom: points.length - parameters.length,
    aic: best.value + devianceBase(points) + 2 * parameters.length,
    rootMeanSquareError: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points.length),
    predict,
  }
}

/** Fewest names from which on one more adds less than `gain` (in [0, 1]) up to 64; undefined where there are none. */
export function enoughNames(predict: (k: number) => number, gain: number): number | undefined {
  const steps = Array.from({ length: 64 }, (_, k) => predict(k + 1) - predict(k))
  const last = steps.findLastIndex((step) => step >= gain)
  return last === steps.length - 1 ? undefined : last + 1
}

function devianceOf(points: readonly SweepPoint[], predict: (k: number) => number): number {
  return 2 * points.reduce((sum, { k, hits, n }) => sum + loss(hits, n, predict(k)) - loss(hits, n, hits / n), 0)
}

/** Twice the negative log-likelihood of the points by their own shares, without the constant of the binomial. */
function devianceBase(points: readonly SweepPoint[]): number {
  return 2 * points.reduce((sum, { hits, n }) => sum + loss(hits, n, hits / n), 0)
}

function loss(hits: number, n: number, share: number): number {
  const p = Math.min(1 - 1e-12, Math.max(1e-12, share))
  return -(hits * Math.log(p) + (n - hits) * Math.log1p(-p))
}

/** Into (0, 1). */
function unit(free: number): number {
  return 1 / (1 + Math.exp(-clamp(free, 30)))
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value))
}
