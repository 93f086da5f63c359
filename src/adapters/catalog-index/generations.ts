import { randomBytes } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'

export function refusedAsMissing(id: string): SpellerError {
  return new SpellerError('generation_refused', `There is no generation '${id}'. List those that are kept.`)
}

export function refusedAsLive(id: string): SpellerError {
  return new SpellerError('generation_refused', `Generation '${id}' is live. Make another one live before.`)
}

/**
 * The live generation and `keep` others: first those that a roll-back leads to, one after another, then the newest. `ids`
 * newest first.
 */
export function keptIds(
  ids: readonly string[],
  live: string | undefined,
  follows: (id: string) => string | undefined,
  keep: number,
): ReadonlySet<string> {
  const kept = new Set<string>()
  for (let id = live; id !== undefined && ids.includes(id) && !kept.has(id) && kept.size <= keep; id = follows(id))
    kept.add(id)
  for (const id of ids) if (kept.size < keep + (live === undefined ? 0 : 1)) kept.add(id)
  return kept
}

/** Time in UTC to the millisecond, then chance: ids sort by age. Always after `newest`, whatever the clock says. */
export function newGenerationId(newest = ''): string {
  const now = BigInt(new Date().toISOString().replace(/\D/g, ''))
  const last = BigInt(newest.slice(0, 17) || 0)
  return String(now > last ? now : last + 1n) + randomBytes(3).toString('hex')
}
