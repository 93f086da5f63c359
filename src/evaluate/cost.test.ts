import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'
import { evaluate } from './evaluate.ts'
import { latencyAndCost } from './report-rows.ts'
import { scripted } from './testing.ts'

describe('costOf', () => {
  it('takes the mean, not the median, for a million queries', () => {
    // 3.6 ms each are an hour for a million
    const answers = [1.2, 1.2, 8.4].map((milliseconds) => ({ milliseconds }))
    expect(costOf(answers, { pricePerCoreHour: 0.05 })).toEqual({ coreHoursPerMillion: 1, perMillion: 0.05 })
    expect(costOf([], { pricePerCoreHour: 1 })).toBeUndefined()
  })

  it('spreads what remote models bill over all queries, also those they were not asked', () => {
    const answers = [{ milliseconds: 0, billed: 0.002 }, { milliseconds: 0 }, { milliseconds: 0, billed: 0.001 }]
    expect(costOf(answers, { pricePerCoreHour: 1 })!.billedPerThousand).toBeCloseTo(1, 12)
    expect(costOf([{ milliseconds: 0, billed: 0 }], { pricePerCoreHour: 1 })).toMatchObject({ billedPerThousand: 0 })
  })

  it('takes no wait for another machine for time on a core', () => {
    const options = { pricePerCoreHour: 1, isRemote: true }
    expect(costOf([{ milliseconds: 900, billed: 0.002 }], options)).toEqual({ billedPerThousand: 2 })
    expect(costOf([{ milliseconds: 900 }], options)).toBeUndefined()
  })
})

describe('latencyAndCost', () => {
  it('states both for a million queries, each where it is known', async () => {
    const remote = scripted('remote', {})
    const bill = async (query: string) => ({ ...(await remote.answer(query)), milliseconds: 900, billed: 0.00004 })
    const report = await evaluate({
      sets: [{ name: 'gold.tsv', cases: [{ query: 'nkie', golds: ['nike'], isBrand: true }] }],
      openSystems: async () => ({
        systems: [scripted('local', {}), { ...remote, isRemote: true, answer: bill }],
        close: async () => undefined,
      }),
      misspelledShare: 0.12,
      failures: 0,
      pricePerCoreHour: 0.05,
      settings: {},
    })
    const { header, rows } = latencyAndCost(report, 'cost per million')
    expect(header.slice(5)).toEqual(['core-hours per million', 'cost per million', 'remote models bill per million'])
    // 2 ms each are 2,000 s for a million; 0.00004 each are 40
    expect(rows.map((row) => row.slice(5))).toEqual([
      ['0.56', '0.028', '–'],
      ['–', '–', '40.00'],
    ])
  })
})
