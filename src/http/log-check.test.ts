import { describe, expect, it } from 'vitest'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { logCheck } from './log-check.ts'

describe('logCheck', () => {
  it.each([
    [{}, { ok: true }],
    [{ waiting: 3 }, { ok: true }],
    [
      { isFailing: true, waiting: 12 },
      { ok: false, detail: 'unreachable: 12 records wait' },
    ],
    [{ dropped: 7 }, { ok: true, detail: '7 records lost since the start' }],
    [
      { isFailing: true, waiting: 10_000, dropped: 7 },
      { ok: false, detail: 'unreachable: 10000 records wait, 7 records lost since the start' },
    ],
  ])('tells of %j', (state, check) => {
    expect(logCheck({ ...createMemoryLog(), ...state })).toEqual(check)
  })
})
