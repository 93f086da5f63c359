import type { Config } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { openCatalogStore } from './wire-node.ts'

/** Words at least this common outside the shop are no new brands; about one in a million. Zipf scale. */
const ordinaryZipf = 3

/**
 * Which terms are no candidates for a name: ordinary words, known misspellings, terms that the live catalog holds by now. Without a
 * catalog that answers, `onError` is told and the others are decided without it.
 */
export async function areKnown(
  config: Config,
  terms: readonly string[],
  onError: (error: SpellerError) => void,
): Promise<readonly boolean[]> {
  const { background, misspellings } = loadKnowledge(config.correct.modelDir)
  const counts = await countsOf(config, terms).catch((error: unknown) => {
    if (!(error instanceof SpellerError)) throw error
    onError(error)
    return []
  })
  return terms.map(
    (term, i) => background.zipf(term) >= ordinaryZipf || misspellings.zipf(term) > 0 || (counts[i] ?? 0) > 0,
  )
}

async function countsOf(config: Config, terms: readonly string[]): Promise<readonly number[]> {
  const index = await (await openCatalogStore(config)).open()
  try {
    return await index.counts(terms)
  } finally {
    await index.close()
  }
}
