export interface Cost {
  /** Time on one core for a million queries, one after another; absent of a remote system, most of whose time passes elsewhere. */
  readonly coreHoursPerMillion?: number
  /** At the stated price of such an hour, in the unit of that price; absent likewise. */
  readonly perMillion?: number
  /** What remote models bill for a thousand queries, in the unit of their prices; absent: the system asks none. */
  readonly billedPerThousand?: number
}

/** What one answer took. */
export interface AnswerCost {
  readonly milliseconds: number
  /** Absent: no remote model was asked for it. */
  readonly billed?: number
}

export interface CostOptions {
  readonly pricePerCoreHour: number
  /** The milliseconds are those of waiting for another machine. */
  readonly isRemote?: boolean
}

/** `answers`: one for each different query, so that each counts once. Undefined without any, and where neither time nor bill is known. */
export function costOf(
  answers: readonly AnswerCost[],
  { pricePerCoreHour, isRemote = false }: CostOptions,
): Cost | undefined {
  const isBilled = answers.some(({ billed }) => billed !== undefined)
  if (answers.length === 0 || (isRemote && !isBilled)) return undefined
  const meanOf = (value: (answer: AnswerCost) => number) =>
    answers.reduce((sum, answer) => sum + value(answer), 0) / answers.length
  const coreHoursPerMillion = (meanOf(({ milliseconds }) => milliseconds) * 1e6) / 3_600_000
  return {
    ...(isRemote ? {} : { coreHoursPerMillion, perMillion: coreHoursPerMillion * pricePerCoreHour }),
    ...(isBilled ? { billedPerThousand: 1000 * meanOf(({ billed = 0 }) => billed) } : {}),
  }
}
