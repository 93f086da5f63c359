import type { Estimate, RateEstimate, SystemReport } from './report.ts'

/** What stands where a set does not define a measure. */
const none = '–'

export function percent(value: number | null, digits = 1): string {
  return value === null ? none : `${(value * 100).toFixed(digits)} %`
}

export function decimal(value: number | null, digits: number): string {
  return value === null ? none : fixed(value, digits)
}

/** Without the sign of what is rounded to zero. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/**
 * A share in percent, that of counts: `66.2`, and below 0.1 % with two significant digits, so that rare things can be compared: `0.0086`.
 */
function inPercent(share: number): string {
  const percentage = share * 100
  const digits = percentage > 0 && percentage < 0.1 ? 1 - Math.floor(Math.log10(percentage)) : 1
  return percentage.toFixed(Math.min(digits, 100))
}

/** `66.2 % [64.1, 68.3] 618/933`, `0.0086 % [0.0015, 0.048] 1/11690` */
export function rateWithInterval({ value, low, high, hits, n }: RateEstimate): string {
  if (value === null || low === null || high === null) return none
  return `${inPercent(value)} % [${inPercent(low)}, ${inPercent(high)}] ${hits}/${n}`
}

/** `66.2 % [64.1, 68.3]` */
export function shareWithInterval({ value, low, high }: Estimate): string {
  if (value === null || low === null || high === null) return none
  return `${percent(value)} [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`
}

/** A difference of shares in percentage points: `-1.3 [-2.0, -0.6]`. */
export function pointsWithInterval({ value, low, high }: Estimate): string {
  const inPoints = (share: number | null) => (share === null ? null : share * 100)
  return withInterval({ value: inPoints(value), low: inPoints(low), high: inPoints(high) }, 1)
}

/** `66.2 % 618/933`, `0.0086 % 1/11690` */
export function rateWithCounts({ value, hits, n }: RateEstimate): string {
  return value === null ? none : `${inPercent(value)} % ${hits}/${n}`
}

export function pValue(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4)
}

export function withInterval({ value, low, high }: Estimate, digits: number): string {
  if (value === null) return none
  const interval = low === null || high === null ? '' : ` [${fixed(low, digits)}, ${fixed(high, digits)}]`
  return `${fixed(value, digits)}${interval}`
}

/** Expected precision, recall and F1. */
export function expectedCells(measures: SystemReport['measures']): readonly string[] {
  const { expectedPrecision, expectedRecall, expectedF1 } = measures
  return [shareWithInterval(expectedPrecision), shareWithInterval(expectedRecall), withInterval(expectedF1, 3)]
}
