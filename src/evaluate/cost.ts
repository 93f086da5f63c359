export interface Cost {
  /** Time on one core for a million queries, one after another. */
  readonly coreHoursPerMillion: number
  /** At the stated price of such an hour, in the unit of that price. */
  readonly perMillion: number
}

/** `milliseconds`: one for each different query, so that each counts once. Undefined without any. */
export function costOf(milliseconds: readonly number[], pricePerCoreHour: number): Cost | undefined {
  if (milliseconds.length === 0) return undefined
  const mean = milliseconds.reduce((sum, one) => sum + one, 0) / milliseconds.length
  const coreHoursPerMillion = (mean * 1e6) / 3_600_000
  return { coreHoursPerMillion, perMillion: coreHoursPerMillion * pricePerCoreHour }
}
