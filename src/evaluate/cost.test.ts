import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'

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
