export interface Cost {
  /** Time on one core for a million queries, one after another. */
  readonly coreHoursPerMillion: number
  /** At the stated price of such an hour, in the unit of that price. */
  readonly perMillion: number
  /** What remote models bill for a thousand queries, in the unit of their prices; absent: the system asks none. */
  readonly billedPerThousand?: number
}

/** What one answer took. */
export interface AnswerCost {
  readonly milliseconds: number
  /** Absent: no remote model was asked for it. */
  readonly billed?: number
}

/** `answers`: one for each different query, so that each counts once. Undefined without any. */
export function costOf(answers: readonly AnswerCost[], pricePerCoreHour: number): Cost | undefined {
  if (answers.length === 0) return undefined
  const meanOf = (value: (answer: AnswerCost) => number) =>
    answers.reduce((sum, answer) => sum + value(answer), 0) / answers.length
  const coreHoursPerMillion = (meanOf(({ milliseconds }) => milliseconds) * 1e6) / 3_600_000
  const isBilled = answers.some(({ billed }) => billed !== undefined)
  return {
    coreHoursPerMillion,
    perMillion: coreHoursPerMillion * pricePerCoreHour,
    ...(isBilled ? { billedPerThousand: 1000 * meanOf(({ billed = 0 }) => billed) } : {}),
  }
}
