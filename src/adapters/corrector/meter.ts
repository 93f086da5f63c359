import { SpellerError } from '../../speller/errors.ts'
import type { Spending } from '../../speller/ports.ts'
import type { TokenUsage } from '../../speller/types.ts'
import type { Question, Reply } from './text-corrector.ts'

export interface MeterOptions {
  /** Of a million tokens, in any one currency. */
  readonly pricePerMillion: { readonly input: number; readonly output: number }
  /** Most cost of a day, by UTC; absent: any. */
  readonly budgetPerDay?: number
  /** Most cost since the meter was made; absent: any. */
  readonly budgetPerProcess?: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Where a day's cost outlives the process and is shared with others; absent: it is not. */
  readonly shared?: SharedSpending
}

/** A day's cost of all processes that share a budget. */
export interface SharedSpending {
  /** Adds to it; below 0 gives back what was set aside. A failure to write is its own affair. */
  add(day: string, cost: number): void
  /** What was added to it, by this process and others. */
  of(day: string): number
}

/** The price of a question that was asked and is not yet answered, set aside so that no other question spends it. */
export interface Held {
  /** The amount. */
  readonly most: TokenUsage
  /** Counts the answer by the server's token counts, or by an estimate. */
  settle(reply: Reply): TokenUsage
  /** Counts the whole amount: whether the answer was billed is not known. */
  keep(): void
  /** Counts nothing: there was no answer. */
  release(): void
}

export interface Meter {
  /** Fails with `budget_spent` when the longest answer would cost more than is left. */
  hold(question: Question): Held
  spending(): Spending
}

/**
 * Counts tokens and cost. A budget is never exceeded while servers count no more tokens than `estimatedTokens` of the prompt and the
 * most that an answer may have, also where processes share one: what a question may cost is added before it is asked, and corrected after.
 */
export function createMeter(options: MeterOptions): Meter {
  const { now, shared, budgetPerDay = Infinity, budgetPerProcess = Infinity } = options
  const priceOf = (input: number, output: number) =>
    (input * options.pricePerMillion.input + output * options.pricePerMillion.output) / 1e6
  let day = dayOf(now())
  /** Of this process, without what is set aside. */
  let ownToday = 0
  const total = { inputTokens: 0, outputTokens: 0, cost: 0, answers: 0 }
  let heldCost = 0
  let least = 0
  const turnDay = () => {
    if (dayOf(now()) === day) return
    day = dayOf(now())
    ownToday = 0
    if (heldCost > 0) shared?.add(day, heldCost)
  }
  /** Without what this process has set aside. */
  const today = () => {
    turnDay()
    return shared ? Math.max(0, shared.of(day) - heldCost) : ownToday
  }
  const hold = (cost: number) => {
    turnDay()
    heldCost += cost
    shared?.add(day, cost)
  }
  const end = (held: number, cost: number) => {
    turnDay()
    heldCost -= held
    ownToday += cost
    shared?.add(day, cost - held)
  }
  const count = (held: number, inputTokens: number, outputTokens: number): TokenUsage => {
    const cost = priceOf(inputTokens, outputTokens)
    total.inputTokens += inputTokens
    total.outputTokens += outputTokens
    total.cost += cost
    total.answers++
    end(held, cost)
    return { inputTokens, outputTokens, cost }
  }
  const left = () => Math.min(budgetPerDay - today(), budgetPerProcess - total.cost) - heldCost
  return {
    hold({ text, maxTokens }) {
      const input = estimatedTokens(text)
      const cost = priceOf(input, maxTokens)
      const refuse = () => {
        least = cost
        const [leaves, most] = [Math.max(0, left()), cost].map((value) => Number(value.toPrecision(6)))
        return new SpellerError('budget_spent', `the budget leaves ${leaves}, an answer may cost ${most}`)
      }
      if (cost > left()) throw refuse()
      hold(cost)
      // another process may have set the same aside meanwhile; beyond what sums of fractions differ by
      if (shared && left() < -1e-9 * cost) {
        end(cost, 0)
        throw refuse()
      }
      least = 0
      return {
        most: { inputTokens: input, outputTokens: maxTokens, cost },
        settle: ({ text: answer, tokenCounts }) =>
          count(cost, tokenCounts?.input ?? input, tokenCounts?.output ?? estimatedTokens(answer)),
        keep: () => void count(cost, input, maxTokens),
        release: () => end(cost, 0),
      }
    },
    spending() {
      const isSpent = least > 0 && least > left() + heldCost
      return { ...total, today: today(), isSpent }
    },
  }
}

/** Three bytes each: more than English text has, so that estimates err on the dear side. */
export function estimatedTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 3)
}

/** By UTC, as `2026-01-31`. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}
