import { describe, expect, it } from 'vitest'
import { latencyOf } from './latency.ts'

describe('latencyOf', () => {
  it('takes the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(latencyOf(hundred)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99 })
    expect(latencyOf([10, 9, 1])).toEqual({ n: 3, p50: 9, p95: 10, p99: 10 })
    expect(latencyOf([4])).toEqual({ n: 1, p50: 4, p95: 4, p99: 4 })
  })

  it('is undefined without calls', () => {
    expect(latencyOf([])).toBeUndefined()
  })
})
