import type { CorrectorStatus } from '../speller/ports.ts'
import type { Readiness } from './deps.ts'

/** How each corrector of a chain does, as checks of the readiness. One that is left alone degrades answers; it does not stop them. */
export function correctorChecks(correctors: readonly CorrectorStatus[]): Readiness['checks'] {
  return Object.fromEntries(
    correctors.map(({ step, id, state }) => [
      `corrector ${step}`,
      { ok: state === 'closed', detail: state === 'closed' ? id : `${id}: ${state}` },
    ]),
  )
}
