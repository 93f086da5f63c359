import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'

describe('costOf', () => {
  it('takes the mean, not the median, for a million queries', () => {
    // 3.6 ms each are an hour for a million
    expect(costOf([1.2, 1.2, 8.4], 0.05)).toEqual({ coreHoursPerMillion: 1, perMillion: 0.05 })
    expect(costOf([], 1)).toBeUndefined()
  })
})
