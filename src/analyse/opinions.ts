import type { Label, LoggedDecision } from '../speller/types.ts'

/** What shoppers did with a decision, and what a person said of it. */
export interface Opinions {
  readonly isAccepted: boolean
  /** The shopper searched for the query as typed instead. */
  readonly isReverted: boolean
  /** The last one. */
  readonly label?: Label
  /** A person or, where none spoke, the shopper refused what was offered. */
  readonly isRefused: boolean
}

export function opinionsOf({ feedback, labels }: Pick<LoggedDecision, 'feedback' | 'labels'>): Opinions {
  const has = (kind: string) => feedback.some((given) => given.kind === kind)
  const label = labels.at(-1)
  const isReverted = has('reverted')
  return {
    isAccepted: has('accepted'),
    isReverted,
    isRefused: label ? label.kind !== 'right' : isReverted,
    ...(label ? { label } : {}),
  }
}
