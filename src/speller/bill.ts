import type { PaidAnswer, TokenUsage } from './types.ts'

/** A question that was put to a corrector which is paid for by tokens. */
export interface BilledQuestion {
  settle(usage: TokenUsage): void
  /** There was no answer, and nothing to pay. */
  release(): void
}

/** Collects what the answers to one query took, whether or not they were of use. */
export interface Bill {
  /** Counts as `most` until something else is said of it: who is not waited for any longer may be paid all the same. */
  ask(by: string, most: TokenUsage): BilledQuestion
  /** In the order in which they were asked for. */
  answers(): readonly PaidAnswer[]
}

export function createBill(): Bill {
  const asked: { readonly by: string; usage: TokenUsage | undefined }[] = []
  return {
    ask(by, most) {
      const question: (typeof asked)[number] = { by, usage: most }
      asked.push(question)
      return {
        settle: (usage) => void (question.usage = usage),
        release: () => void (question.usage = undefined),
      }
    },
    answers: () => asked.flatMap(({ by, usage }) => (usage === undefined ? [] : [{ by, ...usage }])),
  }
}
