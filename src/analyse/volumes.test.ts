import { expect, it } from 'vitest'
import { analysisOf, logged } from './testing.ts'

const daysOf = async (days: readonly number[], period?: { readonly from: Date; readonly until: Date }) => {
  const decisions = days.map((day) => logged('x', { at: new Date(Date.UTC(2026, 0, day, 9)).toISOString() }))
  const found = (await analysisOf(decisions, period ? { period } : {})).days
  return found.map(({ day, keep }) => `${Number(day.slice(8))}: ${keep}`)
}

it('shows every day of the period, also without decisions, but none before the log may have begun', async () => {
  expect(await daysOf([10, 12])).toEqual(['10: 1', '11: 0', '12: 1', '13: 0', '14: 0'])
  expect(await daysOf([5, 12])).toEqual(['8: 0', '9: 0', '10: 0', '11: 0', '12: 1', '13: 0', '14: 0'])
  expect(await daysOf([5])).toEqual(['8: 0', '9: 0', '10: 0', '11: 0', '12: 0', '13: 0', '14: 0'])
  expect(await daysOf([])).toEqual([])
})

it('shows both days of which the period has a part', async () => {
  const part = { from: new Date('2026-01-11T06:00:00Z'), until: new Date('2026-01-12T06:00:00Z') }
  expect(await daysOf([10, 11], part)).toEqual(['11: 1', '12: 0'])
  expect(await daysOf([10, 11], { ...part, until: new Date('2026-01-12T00:00:00Z') })).toEqual(['11: 1'])
})
