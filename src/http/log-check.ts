import type { DecisionLog } from '../speller/ports.ts'
import type { Readiness } from './deps.ts'

/** Whether decisions are written, as a check of the readiness. A log that is away loses nothing until it holds too many; it stops no answer. */
export function logCheck({ isFailing, waiting, dropped }: DecisionLog): Readiness['checks'][string] {
  const lost = dropped > 0 ? [`${dropped} records lost since the start`] : []
  const detail = [...(isFailing ? [`unreachable: ${waiting} records wait`] : []), ...lost].join(', ')
  return { ok: !isFailing, ...(detail === '' ? {} : { detail }) }
}
