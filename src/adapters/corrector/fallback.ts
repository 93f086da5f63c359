import { alarm } from '../../speller/alarm.ts'
import type { Bill } from '../../speller/bill.ts'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { Corrector, CorrectorStatus, CorrectionRequest, Spending, Suggestion } from '../../speller/ports.ts'
import { admit, closedBreaker, settled, type Breaker, type BreakerOptions } from './breaker.ts'
import { beforeAbort, stopped } from './deadline.ts'

/** One corrector of a chain. */
export interface Step {
  /** Its name in the settings. */
  readonly name: string
  readonly corrector: Corrector
  /** Most time for its answer; then the next step is asked. */
  readonly timeoutMs: number
  /** Absent: it is asked whatever happened before. */
  readonly breaker?: BreakerOptions
  /** Absent: its answers cost nothing. */
  readonly spending?: () => Spending
}

export interface FallbackOptions {
  /** Of the whole chain. A step that begins late has what is left. */
  readonly timeoutMs: number
  /** In milliseconds; only differences count. */
  readonly now: () => number
  /** Told of each step that was asked and gave no answer while another was left to ask. */
  readonly onFallback?: (error: SpellerError) => void
  /** Told of each change of a step's state. */
  readonly onState?: (step: string, state: CorrectorStatus['state']) => void
}

export interface FallbackCorrector extends Corrector {
  /** In the order of the steps. */
  status(): readonly CorrectorStatus[]
}

/** From this share of its time on, a step had it: by the time the last one is asked, clocks and timers have taken a little. */
const wholeShare = 0.9

/** How a step went: an answer, or why there is none. */
type Attempt = readonly Suggestion[] | SpellerError

/** What the chain was asked. */
interface Call {
  readonly request: CorrectionRequest
  readonly signal: AbortSignal | undefined
  readonly bill: Bill | undefined
}

/** The step's breaker is open. */
class PassedBy extends SpellerError {
  constructor(message: string) {
    super('corrector_failed', message)
  }
}

interface Tracked extends Step {
  breakerState: Breaker
  /** Its last question was more than its budget allows. */
  isSpent: boolean
  answered: number
  failed: number
  skipped: number
}

/**
 * Asks one corrector after another until one answers. A step whose breaker is open or whose budget is spent is passed by
 * without waiting; one that answers without a suggestion has failed. Fails where none answers: as its only step did, else with
 * the code of the last one asked and what each said. An error that is no SpellerError is thrown at once.
 */
export function createFallbackCorrector(steps: readonly Step[], options: FallbackOptions): FallbackCorrector {
  const tracked: readonly Tracked[] = steps.map((step) => ({
    ...step,
    breakerState: closedBreaker,
    isSpent: false,
    answered: 0,
    failed: 0,
    skipped: 0,
  }))
  const id = steps.map(({ corrector }) => corrector.id).join(' > ')
  const ask = async (call: Call) => {
    const startedMs = options.now()
    const errors: SpellerError[] = []
    for (const step of tracked) {
      if (call.signal?.aborted) throw stopped(call.signal)
      const leftMs = options.timeoutMs - (options.now() - startedMs)
      const attempt = leftMs <= 0 ? tooLate(options) : await attemptStep(step, call, leftMs, options)
      if (!(attempt instanceof SpellerError)) {
        if (steps.length === 1) return attempt
        const choice = step === tracked[0] ? {} : { isSecondChoice: true as const }
        return attempt.map((suggestion) => ({ by: step.corrector.id, ...suggestion, ...choice }))
      }
      errors.push(attempt)
      if (leftMs <= 0) break
      if (step !== tracked.at(-1) && !isPassedBy(attempt)) options.onFallback?.(attempt)
    }
    throw noneAnswered(errors)
  }
  return {
    id,
    correct: (request, signal, bill) => ask({ request, signal, bill }),
    status: () => tracked.map(statusOf),
    async close() {
      await Promise.all(steps.map(({ corrector }) => corrector.close()))
    },
  }
}

async function attemptStep(
  step: Tracked,
  { request, signal, bill }: Call,
  leftMs: number,
  { now, onState }: FallbackOptions,
): Promise<Attempt> {
  const { name, corrector, breaker: options } = step
  const change = (next: Breaker, isSpent = step.isSpent) => {
    const before = stateOf(step)
    step.breakerState = next
    step.isSpent = isSpent
    if (stateOf(step) !== before) onState?.(name, stateOf(step))
  }
  const admitted = options ? admit(step.breakerState, now(), options) : { call: 'regular' as const }
  if ('breaker' in admitted) change(admitted.breaker)
  const { call } = admitted
  if (call === 'refused') {
    step.skipped++
    return new PassedBy(`${name} is left alone for now, since it failed repeatedly`)
  }
  const done = (outcome: 'answered' | 'failed' | 'neutral', isSpent = false) => {
    change(options ? settled(step.breakerState, call, outcome, now(), options) : step.breakerState, isSpent)
  }
  const timeoutMs = Math.min(step.timeoutMs, leftMs)
  const controller = new AbortController()
  const callOff = alarm(timeoutMs, () => controller.abort())
  const either = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal
  try {
    const suggestions = await beforeAbort(() => corrector.correct(request, either, bill), either)
    if (suggestions.length === 0) throw new SpellerError('corrector_failed', `${name} answered nothing`)
    step.answered++
    done('answered')
    return suggestions
  } catch (error) {
    if (!(error instanceof SpellerError)) {
      done('failed')
      throw error
    }
    if (error.code === 'budget_spent') {
      step.skipped++
      done('neutral', true)
      return error
    }
    // a step that had less than its time, or whose caller went away, has not failed
    const hadLess = timeoutMs < wholeShare * step.timeoutMs
    const isCutShort = controller.signal.aborted ? hadLess : (signal?.aborted ?? false)
    if (!isCutShort) step.failed++
    done(isCutShort ? 'neutral' : error instanceof Unanswerable ? 'answered' : 'failed')
    if (!controller.signal.aborted) return error
    const message = `${name} gave no answer within ${Math.round(timeoutMs)} ms`
    return new SpellerError('corrector_timeout', message, { cause: error })
  } finally {
    callOff()
  }
}

function isPassedBy(error: SpellerError): boolean {
  return error instanceof PassedBy || error.code === 'budget_spent'
}

function tooLate({ timeoutMs }: FallbackOptions): SpellerError {
  return new SpellerError('corrector_timeout', `no corrector answered within ${timeoutMs} ms`)
}

function noneAnswered(errors: readonly SpellerError[]): SpellerError {
  if (errors.length === 1) return errors[0]!
  const message = `no corrector answered: ${errors.map((error) => error.message).join('; ')}`
  return new SpellerError(errors.at(-1)!.code, message, { cause: errors })
}

function stateOf({ isSpent, breakerState }: Tracked): CorrectorStatus['state'] {
  return isSpent ? 'spent' : breakerState.state
}

function statusOf({ name, corrector, breakerState, spending, ...step }: Tracked): CorrectorStatus {
  const spent = spending?.()
  return {
    step: name,
    id: corrector.id,
    state: spent?.isSpent ? 'spent' : breakerState.state,
    answered: step.answered,
    failed: step.failed,
    skipped: step.skipped,
    ...(spent ? { spending: spent } : {}),
  }
}
