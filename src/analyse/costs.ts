import type { DecisionRecord } from '../speller/types.ts'
import type { AnalysisTable } from './render.ts'

/** What the answers of one corrector took in one period. */
interface Spent {
  answers: number
  inVain: number
  inputTokens: number
  outputTokens: number
  cost: number
}

/** By corrector, and the corrections that the decisions of the period are. */
export interface CostTally {
  corrections: number
  readonly spent: Map<string, Spent>
}

export interface CostRow extends Readonly<Spent> {
  /** Id of a corrector. */
  readonly corrector: string
  /** The cost of 1,000 corrections, whoever proposed them; null where there was none. */
  readonly perThousand: number | null
  readonly perThousandBefore: number | null
}

const nothing: Spent = { answers: 0, inVain: 0, inputTokens: 0, outputTokens: 0, cost: 0 }

export function createCostTally(): CostTally {
  return { corrections: 0, spent: new Map() }
}

/** Counts one decision. An answer given again from a cache cost nothing, and is a correction all the same. */
export function countCosts(tally: CostTally, { verdict, model, usage = [] }: DecisionRecord): void {
  if (verdict !== 'keep') tally.corrections++
  for (const { by, inputTokens, outputTokens, cost } of usage) {
    const spent = tally.spent.get(by) ?? { ...nothing }
    tally.spent.set(by, spent)
    spent.answers++
    if (by !== model) spent.inVain++
    spent.inputTokens += inputTokens
    spent.outputTokens += outputTokens
    spent.cost += cost
  }
}

/** A row for each corrector that was paid in either period, the dearest first. */
export function costRows(now: CostTally, before: CostTally): readonly CostRow[] {
  const correctors = new Set([...now.spent.keys(), ...before.spent.keys()])
  const perThousand = ({ spent, corrections }: CostTally, corrector: string) =>
    corrections === 0 ? null : ((spent.get(corrector)?.cost ?? 0) / corrections) * 1000
  return [...correctors]
    .map((corrector) => ({
      corrector,
      ...(now.spent.get(corrector) ?? nothing),
      perThousand: perThousand(now, corrector),
      perThousandBefore: perThousand(before, corrector),
    }))
    .sort((a, b) => b.cost - a.cost || (a.corrector < b.corrector ? -1 : 1))
}

export function costTable(rows: readonly CostRow[]): AnalysisTable {
  const money = (value: number | null) => value?.toFixed(4) ?? '–'
  return {
    id: 'costs',
    title: 'Cost of answers',
    about:
      'In the currency of LLM_PRICE_INPUT and LLM_PRICE_OUTPUT when the answers were given. In vain: they came too late, were no query, ' +
      'or another corrector answered after all. Per 1,000 corrections: of all rewrites and suggestions, whoever proposed them.',
    header: ['corrector', 'answers', 'in vain', 'tokens in', 'tokens out', 'cost', 'per 1,000 corrections', 'before'],
    rows: (rows.length > 1 ? [...rows, sumOf(rows)] : rows).map((row) => [
      row.corrector,
      ...[row.answers, row.inVain, row.inputTokens, row.outputTokens].map(String),
      ...[row.cost, row.perThousand, row.perThousandBefore].map(money),
    ]),
    textColumns: [],
  }
}

/** What was paid for altogether. A period without corrections has no price of them in any row. */
function sumOf(rows: readonly CostRow[]): CostRow {
  const sum = (of: (row: CostRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const price = (of: (row: CostRow) => number | null) =>
    rows.some((row) => of(row) === null) ? null : sum((row) => of(row)!)
  return {
    corrector: 'all',
    answers: sum(({ answers }) => answers),
    inVain: sum(({ inVain }) => inVain),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cost: sum(({ cost }) => cost),
    perThousand: price(({ perThousand }) => perThousand),
    perThousandBefore: price(({ perThousandBefore }) => perThousandBefore),
  }
}
