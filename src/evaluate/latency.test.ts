import { describe, expect, it } from 'vitest'
import { answerLatencyOf, latencyOf } from './latency.ts'

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

describe('answerLatencyOf', () => {
  it('says how many were timed in earlier runs, and when', () => {
    const [early, late] = ['2026-01-02T03:04:05.000Z', '2026-01-03T03:04:05.000Z'] as const
    const answers = [{ milliseconds: 1, keptFrom: late }, { milliseconds: 2 }, { milliseconds: 3, keptFrom: early }]
    const percentiles = { n: 3, p50: 2, p95: 3, p99: 3 }
    expect(answerLatencyOf(answers)).toEqual({ ...percentiles, kept: { n: 2, from: early, until: late } })
    expect(answerLatencyOf(answers.map(({ milliseconds }) => ({ milliseconds })))).toEqual(percentiles)
    expect(answerLatencyOf([])).toBeUndefined()
  })
})
