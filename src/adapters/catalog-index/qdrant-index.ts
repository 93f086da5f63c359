import { SpellerError } from '../../speller/errors.ts'
import type { CatalogIndex, NameEncoder } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { batches, noteChange, type Payload, readInfo, scrollPoints, upsertPoints } from './qdrant-collection.ts'
import { keptBeside } from './qdrant-aliases.ts'
import { isMissing, type QdrantConnection } from './qdrant-connection.ts'
import { namePoint } from './qdrant-points.ts'
import { readChanges, removeNames } from './qdrant-live-names.ts'
import { createLateSearch, requireVectors } from './qdrant-late.ts'
import { createHybridSearch, type SearchSpans } from './qdrant-search.ts'
import { createTermSearch } from './qdrant-term-search.ts'

interface IndexOptions {
  readonly retriever?: RetrieverName
  /** Needed by late-interaction. */
  readonly encoder?: NameEncoder | undefined
  readonly startFirst?: () => Promise<void>
}

/**
 * Reads and writes the collection behind `alias`, whichever that is when a request arrives. `startFirst` makes an empty
 * generation live, for a name added before the first catalog. Fails at once with `catalog_invalid` where the live generation
 * has no vectors that late-interaction could ask for.
 */
export async function openQdrantIndex(
  connection: QdrantConnection,
  alias: string,
  { retriever = 'hybrid', encoder, startFirst }: IndexOptions = {},
): Promise<CatalogIndex> {
  const search = createSearch(connection, alias, retriever, encoder)
  let hasGeneration = false

  /** What `call` answers, or `none` while no generation was ever live. */
  const orNone = async <T>(none: T, call: () => Promise<T>, attempts = 2): Promise<T> => {
    try {
      const answer = await call()
      hasGeneration = true
      return answer
    } catch (error) {
      if (!isMissing(error)) throw error
      if (!hasGeneration) return none
      // the generation may have been swapped and deleted between finding it and reading it
      if (attempts > 1) return orNone(none, call, attempts - 1)
      throw new SpellerError('index_failed', `The Qdrant alias '${alias}' is gone. Ingest the catalog again.`, {
        cause: error,
      })
    }
  }

  await orNone(undefined, () => requireVectors(connection, alias, encoder))

  return {
    search: (spans, options) =>
      orNone(
        spans.map(() => []),
        () => search(spans, options),
      ),

    async counts(forms, locale) {
      const counts = new Map<string, number>()
      const names = new Set<string>()
      for (const any of batches([...new Set(forms)])) {
        const filter = { should: ['form', 'bigram'].map((key) => ({ key, match: { any } })) }
        const keys = ['form', 'bigram', 'count', ...(locale === undefined ? [] : ['locale'])]
        const points = await orNone([], () => scrollPoints(connection, alias, filter, keys))
        if (locale !== undefined) for (const { payload } of points) if ('form' in payload) names.add(formOf(payload))
        for (const { payload } of points) {
          const form = formOf(payload)
          // of what is a name, only names of the locale or of none count
          if (names.has(form) && !['', locale].includes(localeOf(payload))) continue
          counts.set(form, Math.max(counts.get(form) ?? 0, Number(payload['count'])))
        }
      }
      return forms.map((form) => counts.get(form) ?? 0)
    },

    async upsert(names) {
      const put = async () => {
        await upsertPoints(connection, alias, names, (name) => namePoint(name, true))
        await noteChange(connection, alias)
      }
      try {
        await put()
      } catch (error) {
        if (!isMissing(error) || hasGeneration || !startFirst) throw error
        await startFirst()
        await put()
      }
    },

    async remove(forms) {
      for (const any of batches([...new Set(forms)])) {
        await orNone(undefined, () => removeNames(connection, alias, any))
        // so that a roll-back does not bring them back
        for (const collection of await keptBeside(connection, alias))
          await removeNames(connection, collection, any).catch(ignoreMissing)
      }
      await orNone(undefined, () => noteChange(connection, alias))
    },

    changes: () => orNone({ added: [], removed: [] }, () => readChanges(connection, alias)),

    info: () => orNone({ id: 'none', names: 0, bigrams: 0, products: 0 }, () => readInfo(connection, alias)),

    // the client pools its sockets and lets the process end without them
    close: async () => undefined,
  }
}

function createSearch(
  connection: QdrantConnection,
  alias: string,
  retriever: RetrieverName,
  encoder: NameEncoder | undefined,
): SearchSpans {
  if (retriever === 'hybrid') return createHybridSearch(connection, alias)
  if (retriever === 'late-interaction') return createLateSearch(connection, alias, encoder!)
  return createTermSearch(connection, alias, retriever)
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error
}

/** Undefined for a bigram. */
function localeOf(payload: Payload): string | undefined {
  return payload['locale'] as string | undefined
}

function formOf(payload: Payload): string {
  return String(payload['form'] ?? payload['bigram'])
}
