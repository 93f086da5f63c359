import { SpellerError, type SpellerErrorCode } from '../speller/errors.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import type { Readiness } from './deps.ts'

/** What a person can do about it, without where the catalog is. */
const details: Partial<Record<SpellerErrorCode, string>> = {
  index_denied: 'access refused: check its key',
  catalog_invalid: 'not readable by this version: ingest the feed again',
}

/** Whether the catalog answers and holds names, as a check of the readiness. Fails on bugs only; `onError` is told of what else went wrong. */
export async function catalogCheck(
  index: Pick<CatalogIndex, 'info'>,
  onError: (error: SpellerError) => void,
): Promise<Readiness['checks'][string]> {
  try {
    const { id, names } = await index.info()
    return names === 0 ? { ok: false, detail: 'empty: ingest a feed' } : { ok: true, detail: id }
  } catch (error) {
    if (!(error instanceof SpellerError)) throw error
    onError(error)
    return { ok: false, detail: details[error.code] ?? 'unreachable' }
  }
}
