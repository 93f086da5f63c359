import { describe, expect, it } from 'vitest'
import { criticalValue } from './false-discovery.ts'

describe('criticalValue', () => {
  it.each([
    // limits are 0.0125, 0.025, 0.0375, 0.05
    [[0.01, 0.9, 0.03, 0.02], 0.03],
    // the third lies above its limit, but the fourth does not
    [[0.01, 0.045, 0.04, 0.02], 0.045],
    [[0.3, 0.9, 0.2], 0],
    [[0.02], 0.02],
    [[], 0],
  ])('of %j is %f', (pValues, wanted) => expect(criticalValue(pValues, 0.05)).toBe(wanted))
})
