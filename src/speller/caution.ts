import type { DecideOptions } from './decide.ts'

/**
 * The thresholds of a shop to which a wrong correction, next to a missed one, is `caution` times as bad as where the thresholds
 * were chosen. The odds that a correction must have, and that the query as typed may have, move by that factor; when to
 * suggest stays. 1 changes nothing; 0 and 1 stay what they are at any caution above 0.
 */
export function cautious(options: DecideOptions, caution: number): DecideOptions {
  const rewriteAt = withOdds(options.rewriteAt, caution)
  return {
    suggestAt: Math.min(options.suggestAt, rewriteAt),
    rewriteAt,
    typedAtMost: withOdds(options.typedAtMost, 1 / caution),
    rightWordAtMost: withOdds(options.rightWordAtMost, 1 / caution),
    loneTermAtMost: withOdds(options.loneTermAtMost, 1 / caution),
    exactNameAt: withOdds(options.exactNameAt, caution),
  }
}

/** Rises with the factor whatever is rounded, and is the probability itself at 1. */
function withOdds(probability: number, factor: number): number {
  const moved = 1 / (1 + (1 - probability) / (probability * factor))
  if (factor === 1) return probability
  return factor > 1 ? Math.max(probability, moved) : Math.min(probability, moved)
}
