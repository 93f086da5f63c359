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
  /** Where a day's cost outlives the process; absent: it does not. */
  readonly kept?: KeptSpending
}

/** A day's cost, kept between processes. */
export interface KeptSpending {
  /** What was saved last; undefined where nothing was. */
  readonly last: { readonly day: string; readonly cost: number } | undefined
  /** Returns at once; a failure to write is its own affair. */
  save(day: string, cost: number): void
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
 * most that an answer may have.
 */
export function createMeter(options: MeterOptions): Meter {
  const { now, kept, budgetPerDay = Infinity, budgetPerProcess = Infinity } = options
  const priceOf = (input: number, output: number) =>
    (input * options.pricePerMillion.input + output * options.pricePerMillion.output) / 1e6
  let day = dayOf(now())
  let today = kept?.last?.day === day ? kept.last.cost : 0
  const total = { inputTokens: 0, outputTokens: 0, cost: 0, answers: 0 }
  let heldCost = 0
  let least = 0
  const turnDay = () => {
    if (dayOf(now()) === day) return
    day = dayOf(now())
    today = 0
  }
  const count = (inputTokens: number, outputTokens: number): TokenUsage => {
    turnDay()
    const cost = priceOf(inputTokens, outputTokens)
    total.inputTokens += inputTokens
    total.outputTokens += outputTokens
    total.cost += cost
    total.answers++
    today += cost
    kept?.save(day, today)
    return { inputTokens, outputTokens, cost }
  }
  const left = () => {
    turnDay()
    return Math.min(budgetPerDay - today, budgetPerProcess - total.cost) - heldCost
  }
  return {
    hold({ text, maxTokens }) {
      const input = estimatedTokens(text)
      const cost = priceOf(input, maxTokens)
      if (cost > left()) {
        least = cost
        const [leaves, most] = [Math.max(0, left()), cost].map((value) => Number(value.toPrecision(6)))
        throw new SpellerError('budget_spent', `the budget leaves ${leaves}, an answer may cost ${most}`)
      }
      least = 0
      heldCost += cost
      const end = () => {
        heldCost -= cost
      }
      return {
        most: { inputTokens: input, outputTokens: maxTokens, cost },
        settle({ text: answer, tokenCounts }) {
          end()
          return count(tokenCounts?.input ?? input, tokenCounts?.output ?? estimatedTokens(answer))
        },
        keep() {
          end()
          count(input, maxTokens)
        },
        release: end,
      }
    },
    spending() {
      const isSpent = least > 0 && least > left() + heldCost
      return { ...total, today, isSpent }
    },
  }
}

/** Three bytes each: more than English text has, so that estimates err on the dear side. */
export function estimatedTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 3)
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}
