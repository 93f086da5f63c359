import { describe, expect, it } from 'vitest'
import type { PaidAnswer } from '../speller/types.ts'
import { costRows, costTable, countCosts, createCostTally } from './costs.ts'
import { correction, logged } from './testing.ts'

const paid = (by: string, cost: number): PaidAnswer => ({ by, inputTokens: 40, outputTokens: 5, cost })
const rewrite = correction('nikee', 'nikee', 'nike')

function tallyOf(...records: readonly Parameters<typeof logged>[1][]) {
  const tally = createCostTally()
  for (const record of records) countCosts(tally, logged('nikee', record).record)
  return tally
}

describe('costRows', () => {
  it('says what each corrector took, how often in vain, and what 1,000 corrections cost', () => {
    const now = tallyOf(
      { ...rewrite, model: 'openai:m', usage: [paid('openai:m', 0.5)] },
      // asked first, and late
      { ...rewrite, model: 'workers-ai:w', usage: [paid('openai:m', 0.75), paid('workers-ai:w', 0.25)] },
      // given again from a cache
      { ...rewrite, model: 'openai:m' },
      { model: 'openai:m', usage: [paid('openai:m', 0.5)] },
      { ...rewrite, verdict: 'suggest', model: 'noisy-channel', usage: [] },
    )
    const before = tallyOf({ ...rewrite, model: 'old', usage: [paid('old', 2)] }, rewrite)
    const tokens = (answers: number) => ({ answers, inputTokens: 40 * answers, outputTokens: 5 * answers })
    expect(costRows(now, before)).toEqual([
      { corrector: 'openai:m', ...tokens(3), inVain: 1, cost: 1.75, perThousand: 437.5, perThousandBefore: 0 },
      { corrector: 'workers-ai:w', ...tokens(1), inVain: 0, cost: 0.25, perThousand: 62.5, perThousandBefore: 0 },
      { corrector: 'old', ...tokens(0), inVain: 0, cost: 0, perThousand: 0, perThousandBefore: 1000 },
    ])
    const { rows } = costTable(costRows(now, before))
    expect(rows[0]).toEqual(['openai:m', '3', '1', '120', '15', '1.7500', '437.5000', '0.0000'])
    expect(rows.slice(3)).toEqual([['all', '4', '1', '160', '20', '2.0000', '500.0000', '1000.0000']])
  })

  it('has no sum of one corrector, and no summed price where there is none', () => {
    const one = tallyOf({ usage: [paid('openai:m', 0.5)] })
    expect(costTable(costRows(one, createCostTally())).rows).toHaveLength(1)
    const two = tallyOf({ usage: [paid('openai:m', 0.5), paid('workers-ai:w', 0.25)] })
    expect(costTable(costRows(two, createCostTally())).rows[2]!.slice(5)).toEqual(['0.7500', '–', '–'])
  })

  it('has no price of corrections where there were none, and no row where nothing was paid', () => {
    const kept = tallyOf({ usage: [paid('openai:m', 0.5)] })
    expect(costRows(kept, createCostTally())).toMatchObject([{ perThousand: null, perThousandBefore: null }])
    expect(costRows(tallyOf(rewrite), createCostTally())).toEqual([])
  })
})
