import { randomBytes } from 'node:crypto'
import { SpellerError } from '../../speller/errors.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'

export function refusedAsMissing(id: string): SpellerError {
  return new SpellerError('generation_refused', `There is no generation '${id}'. List those that are kept.`)
}

export function refusedAsLive(id: string): SpellerError {
  return new SpellerError('generation_refused', `Generation '${id}' is live. Make another one live before.`)
}

export function refusedAsLost(id: string, file: string, isOtherKept: boolean): SpellerError {
  const todo = isOtherKept ? ', or roll back to one that is kept (npm run generations)' : ''
  return new SpellerError(
    'catalog_invalid',
    `The file of generation ${id} is missing: ${file}. Ingest the catalog again${todo}.`,
  )
}

/** Undefined for a retriever that needs none; fails with `config_invalid` where one is needed and missing. */
export function encoderFor(retriever: RetrieverName, encoder: NameEncoder | undefined): NameEncoder | undefined {
  if (retriever !== 'late-interaction') return undefined
  if (encoder) return encoder
  throw new SpellerError('config_invalid', 'The retriever late-interaction needs the encoder of names of a model.')
}

/** For the retriever late-interaction: a generation was ingested with another one. */
export function refusedWithoutVectors(id: string): SpellerError {
  return new SpellerError(
    'catalog_invalid',
    `Generation ${id} has no vectors for the retriever late-interaction: another retriever was set when it was ingested. Ingest the catalog again, or set QUERYMEND_RETRIEVER=hybrid.`,
  )
}

/** The same where its vectors are those of another model. */
export function refusedAsOtherEncoder(id: string, made: string, encoder: string): SpellerError {
  return new SpellerError(
    'catalog_invalid',
    `The vectors of generation ${id} were made by the encoder ${made}, and the model has ${encoder}. Ingest the catalog again.`,
  )
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
