// A circuit breaker as a pure state machine: who holds one keeps the state and says what time it is. Libraries make every
// call that comes while half-open wait for the probe, and read the clock themselves; here such a call goes on at once.

export interface BreakerOptions {
  /** Opens after this many failures without an answer between them. */
  readonly failuresInRow: number
  /** Opens where at least `failureShare`, in (0, 1], of the last `window` outcomes failed. */
  readonly window: number
  readonly failureShare: number
  /** From opening to the first probe, and from one lost probe to the next. */
  readonly pauseMs: number
}

/** closed: all are let through. open: none is. half_open: one probe is under way, and settles it. */
export type Breaker =
  | {
      readonly state: 'closed'
      /** The last outcomes, oldest first, at most `window`; true: failed. */
      readonly failed: readonly boolean[]
    }
  | { readonly state: 'open'; readonly untilMs: number }
  | { readonly state: 'half_open'; readonly sinceMs: number }

/** neutral: nothing was learned, as the caller went away or the call was never made. */
export type BreakerOutcome = 'answered' | 'failed' | 'neutral'

export const closedBreaker: Breaker = { state: 'closed', failed: [] }

/** Whether a call may be made now, whether it is the probe, and the breaker from then on. */
export function admit(
  breaker: Breaker,
  nowMs: number,
  { pauseMs }: BreakerOptions,
): { readonly call: 'regular' | 'probe' | 'refused'; readonly breaker: Breaker } {
  if (breaker.state === 'closed') return { call: 'regular', breaker }
  // a probe that never came back is given up after a pause
  const due = breaker.state === 'open' ? breaker.untilMs : breaker.sinceMs + pauseMs
  if (nowMs < due) return { call: 'refused', breaker }
  return { call: 'probe', breaker: { state: 'half_open', sinceMs: nowMs } }
}

/** The breaker after a call that was let through. What calls from before the opening say is late, and counts no more. */
export function settled(
  breaker: Breaker,
  call: 'regular' | 'probe',
  outcome: BreakerOutcome,
  nowMs: number,
  { failuresInRow, window, failureShare, pauseMs }: BreakerOptions,
): Breaker {
  const opened: Breaker = { state: 'open', untilMs: nowMs + pauseMs }
  if (call === 'probe') {
    if (breaker.state !== 'half_open') return breaker
    if (outcome === 'answered') return closedBreaker
    return outcome === 'failed' ? opened : { state: 'open', untilMs: nowMs }
  }
  if (breaker.state !== 'closed' || outcome === 'neutral') return breaker
  const failed = [...breaker.failed, outcome === 'failed'].slice(-Math.max(window, failuresInRow))
  if (outcome === 'answered') return { state: 'closed', failed }
  const inRow = failed.length - 1 - failed.lastIndexOf(false)
  const last = failed.slice(-window)
  const share = last.filter(Boolean).length / window
  return inRow >= failuresInRow || (last.length === window && share >= failureShare)
    ? opened
    : { state: 'closed', failed }
}
