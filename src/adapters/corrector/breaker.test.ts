import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admit, closedBreaker, settled, type Breaker, type BreakerOptions, type BreakerOutcome } from './breaker.ts'

const options: BreakerOptions = { failuresInRow: 3, window: 6, failureShare: 0.5, pauseMs: 1000 }

function after(outcomes: readonly BreakerOutcome[], from: Breaker = closedBreaker): Breaker {
  return outcomes.reduce((breaker, outcome) => settled(breaker, 'regular', outcome, 0, options), from)
}
const [ok, bad, none] = ['answered', 'failed', 'neutral'] as const

describe('settled', () => {
  it.each<[string, readonly BreakerOutcome[], Breaker['state']]>([
    ['failures in a row', [bad, bad, bad], 'open'],
    ['an answer between them', [bad, bad, ok, bad, bad], 'closed'],
    ['calls between them that say nothing', [bad, none, bad, none, bad], 'open'],
    ['half of a full window', [ok, bad, bad, ok, bad, ok, bad], 'open'],
    ['half of a window that is not full', [bad, ok, bad, ok], 'closed'],
    ['less than half', [bad, ok, ok, bad, ok, ok], 'closed'],
  ])('after %s', (_, outcomes, state) => expect(after(outcomes).state).toBe(state))

  it('pays no heed to calls from before the opening', () => {
    const open = after([bad, bad, bad])
    expect(after([ok, bad, ok], open)).toBe(open)
    const { breaker: probing } = admit(open, 1000, options)
    expect(after([ok, bad, none], probing)).toBe(probing)
  })
})

describe('admit', () => {
  const open = after([bad, bad, bad])

  it('refuses until the pause is over, then lets one probe through at a time', () => {
    expect(admit(open, 999, options)).toEqual({ call: 'refused', breaker: open })
    const first = admit(open, 1000, options)
    expect(first.call).toBe('probe')
    expect(admit(first.breaker, 1500, options).call).toBe('refused')
    expect(admit(first.breaker, 2000, options).call).toBe('probe')
  })

  it('closes, opens again or asks again by what the probe gives', () => {
    const { breaker } = admit(open, 1000, options)
    expect(settled(breaker, 'probe', ok, 1100, options)).toEqual(closedBreaker)
    expect(settled(breaker, 'probe', bad, 1100, options)).toEqual({ state: 'open', untilMs: 2100 })
    expect(admit(settled(breaker, 'probe', none, 1100, options), 1100, options).call).toBe('probe')
  })
})

describe('any course of calls', () => {
  const event = fc.record({
    waitMs: fc.nat({ max: 700 }),
    outcome: fc.constantFrom<BreakerOutcome>(ok, bad, none),
    /** Settles now, or only after this many more events. */
    lag: fc.nat({ max: 4 }),
  })

  it('agrees with a breaker that reads its whole history anew', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let now = 0
        let breaker: Breaker = closedBreaker
        // the history: outcomes since the last closing; when it opened; when the probe went out
        let since: boolean[] = []
        let openUntil: number | undefined
        let probeAt: number | undefined
        const pending: { at: number; call: 'regular' | 'probe'; outcome: BreakerOutcome }[] = []
        events.forEach(({ waitMs, outcome, lag }, i) => {
          now += waitMs
          const due = probeAt === undefined ? openUntil : probeAt + options.pauseMs
          const admitted = admit(breaker, now, options)
          breaker = admitted.breaker
          expect(admitted.call).toBe(due === undefined ? 'regular' : now < due ? 'refused' : 'probe')
          if (admitted.call === 'probe') probeAt = now
          if (admitted.call !== 'refused') pending.push({ at: i + lag, call: admitted.call, outcome })
          for (const done of pending.filter(({ at }) => at === i)) {
            breaker = settled(breaker, done.call, done.outcome, now, options)
            if (done.call === 'probe' && probeAt !== undefined) {
              openUntil = done.outcome === ok ? undefined : done.outcome === bad ? now + options.pauseMs : now
              probeAt = undefined
              since = []
            } else if (done.call === 'regular' && openUntil === undefined && done.outcome !== none) {
              since.push(done.outcome === bad)
              const row = since.length >= 3 && since.slice(-3).every(Boolean)
              const half = since.length >= 6 && since.slice(-6).filter(Boolean).length >= 3
              if (done.outcome === bad && (row || half)) openUntil = now + options.pauseMs
            }
          }
          const state = probeAt !== undefined ? 'half_open' : openUntil !== undefined ? 'open' : 'closed'
          expect(breaker.state).toBe(state)
        })
      }),
      { numRuns: 300 },
    )
  })
})
