import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMeter, estimatedTokens, type Meter, type MeterOptions, type SharedSpending } from './meter.ts'

const dayMs = 86_400_000
const question = (text: string, maxTokens: number) => ({ messages: [], text, maxTokens })
const pricePerMillion = { input: 1e6, output: 2e6 }

function open(more: Partial<MeterOptions> = {}) {
  const clock = { ms: 0 }
  return { clock, meter: createMeter({ pricePerMillion, now: () => clock.ms, ...more }) }
}

describe('createMeter', () => {
  it('counts tokens and cost by what the server says', () => {
    const { meter } = open()
    const usage = meter.hold(question('abc', 9)).settle({ text: 'x', tokenCounts: { input: 5, output: 2 } })
    expect(usage).toEqual({ inputTokens: 5, outputTokens: 2, cost: 9 })
    expect(meter.spending()).toEqual({
      inputTokens: 5,
      outputTokens: 2,
      cost: 9,
      answers: 1,
      today: 9,
      isSpent: false,
    })
  })

  it('estimates where the server says nothing', () => {
    const { meter } = open()
    expect(meter.hold(question('abcdef', 9)).settle({ text: 'шу' })).toEqual({
      inputTokens: 2,
      outputTokens: 2,
      cost: 6,
    })
    expect(estimatedTokens('abcd')).toBe(2)
  })

  it('sets the dearest answer aside, and gives back what it did not take', () => {
    const { meter } = open({ budgetPerDay: 30 })
    const held = meter.hold(question('abc', 10))
    expect(() => meter.hold(question('abc', 10))).toThrow(expect.objectContaining({ code: 'budget_spent' }))
    expect(meter.spending().isSpent).toBe(false)
    held.release()
    meter.hold(question('abc', 10)).keep()
    expect(meter.spending()).toMatchObject({ cost: 21, answers: 1, isSpent: false })
    expect(() => meter.hold(question('abc', 10))).toThrow('the budget leaves 9, an answer may cost 21')
    expect(meter.spending().isSpent).toBe(true)
  })

  it('says what is left in few digits', () => {
    const { meter } = open({ budgetPerDay: 0.3, pricePerMillion: { input: 0, output: 1e4 } })
    for (let i = 0; i < 2; i++) meter.hold(question('abc', 10)).keep()
    expect(() => meter.hold(question('abc', 11))).toThrow('the budget leaves 0.1, an answer may cost 0.11')
  })

  it('begins anew each day, but not with the budget of the process', () => {
    const { meter, clock } = open({ budgetPerDay: 30, budgetPerProcess: 50 })
    meter.hold(question('abc', 10)).keep()
    clock.ms = dayMs
    expect(meter.spending()).toMatchObject({ today: 0, cost: 21 })
    meter.hold(question('abc', 10)).keep()
    expect(meter.spending()).toMatchObject({ today: 21, cost: 42 })
    clock.ms = 2 * dayMs
    expect(() => meter.hold(question('abc', 10))).toThrow('the budget leaves 8')
  })

  const memory = (days: Record<string, number> = {}): SharedSpending => ({
    add: (day, cost) => (days[day] = (days[day] ?? 0) + cost),
    of: (day) => days[day] ?? 0,
  })

  it('goes on from what others spent on the same day', () => {
    const shared = memory({ '1970-01-01': 25, '1969-12-31': 99 })
    const { meter, clock } = open({ budgetPerDay: 30, shared })
    expect(() => meter.hold(question('abc', 10))).toThrow('the budget leaves 5')
    meter.hold(question('abc', 1)).keep()
    expect(shared.of('1970-01-01')).toBe(28)
    expect(meter.spending()).toMatchObject({ cost: 3, today: 28 })
    clock.ms = dayMs
    expect(meter.hold(question('abc', 10)).settle({ text: '' }).cost).toBe(1)
    expect([shared.of('1970-01-01'), shared.of('1970-01-02')]).toEqual([28, 1])
  })

  it('counts what another process has set aside, and what it gives back', () => {
    const shared = memory()
    const [one, other] = [0, 1].map(() => open({ budgetPerDay: 30, shared }).meter) as [Meter, Meter]
    const held = one.hold(question('abc', 10))
    expect(one.spending().today).toBe(0)
    expect(() => other.hold(question('abc', 10))).toThrow('the budget leaves 9, an answer may cost 21')
    expect(other.spending().isSpent).toBe(true)
    held.settle({ text: '' })
    expect(other.spending()).toMatchObject({ today: 1, isSpent: false })
    other.hold(question('abc', 10)).release()
    expect([one, other].map((meter) => meter.spending().today)).toEqual([1, 1])
  })

  it('gives way where another process set the rest aside at the same moment', () => {
    const days = memory()
    let isRace = true
    const add = (day: string, cost: number) => {
      if (isRace) days.add(day, 10)
      isRace = false
      days.add(day, cost)
    }
    const { meter } = open({ budgetPerDay: 30, shared: { ...days, add } })
    expect(() => meter.hold(question('abc', 10))).toThrow(expect.objectContaining({ code: 'budget_spent' }))
    expect(days.of('1970-01-01')).toBe(10)
  })

  it('sets aside on the new day what is not yet answered at midnight, and counts it there', () => {
    const shared = memory()
    const { meter, clock } = open({ budgetPerDay: 30, shared })
    const held = meter.hold(question('abc', 10))
    clock.ms = dayMs
    expect(() => meter.hold(question('abc', 10))).toThrow('the budget leaves 9')
    held.keep()
    expect(shared.of('1970-01-02')).toBe(21)
    expect(meter.spending().today).toBe(21)
  })

  it('never exceeds a budget, in whatever order answers come', () => {
    const event = fc.record({
      length: fc.nat({ max: 30 }),
      maxTokens: fc.integer({ min: 1, max: 10 }),
      end: fc.constantFrom('settle', 'keep', 'release', 'never'),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      lag: fc.nat({ max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), fc.nat({ max: 200 }), (events, budget) => {
        const { meter } = open({ budgetPerDay: budget })
        const ends: (() => unknown)[][] = []
        events.forEach(({ length, maxTokens, end, used, lag }, i) => {
          const text = 'a'.repeat(length)
          try {
            const held = meter.hold(question(text, maxTokens))
            const tokenCounts = { input: Math.ceil(length / 3), output: Math.floor(used * maxTokens) }
            const done = {
              settle: () => held.settle({ text, tokenCounts }),
              keep: () => held.keep(),
              release: () => held.release(),
            }
            if (end !== 'never') (ends[i + lag] ??= []).push(done[end])
          } catch {
            expect(Math.ceil(length / 3) + 2 * maxTokens).toBeLessThanOrEqual(budget + 2 * 10 + 10)
          }
          ends[i]?.forEach((run) => run())
          expect(meter.spending().today).toBeLessThanOrEqual(budget + 1e-9)
        })
      }),
      { numRuns: 100 },
    )
  })
})
