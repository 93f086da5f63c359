import type { LoggedDecision } from '../speller/types.ts'
import { opinionsOf } from './opinions.ts'

/** Who said so. A person of the shop outranks shoppers. */
export type Source = 'labelled' | 'accepted' | 'reverted'

/** What the shopper of a decision meant, as far as somebody said. */
export interface Meant {
  readonly text: string
  readonly source: Source
}

/**
 * The last label counts: right stands for what was offered, should_be for its text. Without a label, an accepted correction was meant,
 * and a reverted one was not: the query as typed was. So too where a person calls a reverted correction wrong. Undefined where nobody
 * said, where only what was _not_ meant is known, and where a shopper both accepted and reverted. A click says too little.
 */
export function meantBy(decision: LoggedDecision): Meant | undefined {
  const { query, corrected, verdict } = decision.record
  const { isAccepted, isReverted, label } = opinionsOf(decision)
  const isCorrection = verdict !== 'keep'
  if (label?.kind === 'should_be') return { text: label.text!, source: 'labelled' }
  if (label?.kind === 'right') return { text: isCorrection ? corrected : query, source: 'labelled' }
  if (!isCorrection) return undefined
  if (label) return isReverted ? { text: query, source: 'labelled' } : undefined
  if (isAccepted === isReverted) return undefined
  return isAccepted ? { text: corrected, source: 'accepted' } : { text: query, source: 'reverted' }
}

/** What a person called wrong: the correction, or the query where it was kept. Undefined where nobody did. */
export function refusedBy(decision: LoggedDecision): string | undefined {
  const { query, corrected, verdict } = decision.record
  return opinionsOf(decision).label?.kind === 'wrong' ? (verdict === 'keep' ? query : corrected) : undefined
}
