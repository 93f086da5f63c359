import { SpellerError } from '../../speller/errors.ts'
import { joined } from '../../speller/normalise.ts'
import type { CatalogIndex, NameEncoder, TextVectors } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { buildIndex } from './embedded-build.ts'
import { currentId, generationIds, liveFile, readGeneration, readVectors, stamp } from './embedded-files.ts'
import { openIndexFile, type EmbeddedIndex } from './embedded-search.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import { openVectors } from './embedded-vectors.ts'
import { createView, type EmbeddedView } from './embedded-view.ts'
import { newsOf } from './live-changes.ts'
import { appendChange, followLive, type LiveLog } from './live-log.ts'
import { type LiveChange, type LiveNames, noGeneration } from './live-names.ts'

export interface DirectoryOptions {
  readonly retriever: RetrieverName
  /** Where the retriever is late-interaction; opening fails at once with `catalog_invalid` where the generation was made without it. */
  readonly encoder?: NameEncoder | undefined
  /** Told of a generation that was made live and cannot be read. */
  readonly onError?: ((error: SpellerError) => void) | undefined
}

/** Time before a generation that could not be read is tried again. */
const tryAgainMs = 10_000

/**
 * The live generation of a directory, whichever that is when a request arrives. Where a new one cannot be read (another version's, or
 * damaged), the one before stays in force.
 */
export function openDirectory(
  dir: string,
  { retriever: retrieverName, encoder, onError }: DirectoryOptions,
): CatalogIndex {
  let refused: { readonly id: string; readonly at: number } | undefined
  let seen = { current: '?', live: '?' }
  let index: EmbeddedIndex | undefined
  let retriever: EmbeddedRetriever | undefined
  let close: (() => void) | undefined
  let log: LiveLog | undefined
  let live: LiveNames | undefined
  let view: EmbeddedView | undefined

  /** The live generation's, or that of the one in force while it cannot be read. */
  const nextId = (): string => {
    const id = currentId(dir) ?? noGeneration
    const isRefused = refused?.id === id && performance.now() - refused.at < tryAgainMs
    return isRefused && index ? index.header.id : id
  }

  /** The live generation, opened again when another process has swapped it, with the changes of names so far. */
  const fresh = (): EmbeddedView => {
    // the id itself: two swaps within one tick of the clock may give one stamp
    const now = { current: nextId(), live: stamp(liveFile(dir)) }
    if (view && now.current === seen.current && now.live === seen.live) return view
    const id = now.current
    if (!index || index.header.id !== id) {
      let next: EmbeddedIndex
      let vectors: ReturnType<typeof openVectors> | undefined
      try {
        next = id === noGeneration ? emptyIndex() : openIndexFile(readGeneration(dir, id))
        vectors = encoder && id !== noGeneration ? openVectors(readVectors(dir, id), next, encoder) : undefined
      } catch (error) {
        if (!view || !index) throw error
        refused = { id, at: performance.now() }
        const message = `Generation ${id} cannot be read; ${index.header.id} stays in force: ${(error as Error).message}`
        onError?.(new SpellerError('catalog_invalid', message, { cause: error }))
        return fresh()
      }
      refused = undefined
      close?.()
      close = vectors && (() => vectors.close())
      index = next
      retriever = openRetriever(index, id === noGeneration ? 'hybrid' : retrieverName, vectors)
      log = followLive(liveFile(dir), id)
      live = undefined
    }
    const changed = log!.read()
    if (!view || changed !== live) view = createView(index, changed, retriever)
    live = changed
    seen = now
    return view
  }

  let appended: Promise<unknown> = Promise.resolve()
  /** Writes what is news to the names as they are then; all of it where these cannot be read. */
  const append = (changeOf: () => LiveChange): Promise<void> => {
    const news = () => {
      const change = changeOf()
      try {
        fresh()
      } catch {
        return change
      }
      // what former generations hold is not known
      const isOnly = generationIds(dir).length < 2
      return newsOf(change, live!, (form) => !isOnly || index!.count(form) > 0)
    }
    const done = appended.then(() => appendChange(liveFile(dir), news))
    appended = done.catch(() => undefined)
    return done
  }

  if (encoder) guarded(fresh)
  return {
    async search(spans, options) {
      const vectors = await vectorsOf(spans, encoder)
      return guarded(() => fresh().search(spans, options, vectors))
    },
    counts: async (forms, locale) => guarded(() => fresh().counts(forms, locale)),
    upsert: (names) => append(() => ({ op: 'upsert', names })),
    remove: (forms) => append(() => ({ op: 'remove', forms, generation: generationIds(dir)[0] ?? noGeneration })),
    changes: async () => guarded(() => fresh().changes()),
    info: async () => guarded(() => fresh().info()),
    async close() {
      index = undefined
      retriever = undefined
      view = undefined
      close?.()
      close = undefined
    },
  }
}

function emptyIndex(): EmbeddedIndex {
  return openIndexFile(buildIndex(noGeneration, [], [], 0))
}

/** Of spans, in order; undefined without an encoder. */
async function vectorsOf(
  spans: readonly string[],
  encoder: NameEncoder | undefined,
): Promise<readonly TextVectors[] | undefined> {
  return encoder?.spans(spans.map(joined))
}

/** A view for reading only. `encoder`: that of the view's vectors, where it has any. */
export function indexOf(view: EmbeddedView, encoder?: NameEncoder): CatalogIndex {
  const refuse = async () => {
    throw new SpellerError('index_failed', 'Names are changed in the live catalog, not in one that is being checked.')
  }
  return {
    search: async (spans, options) => view.search(spans, options, await vectorsOf(spans, encoder)),
    counts: async (forms, locale) => view.counts(forms, locale),
    upsert: refuse,
    remove: refuse,
    changes: async () => view.changes(),
    info: async () => view.info(),
    close: async () => undefined,
  }
}

function guarded<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    throw new SpellerError('index_failed', `The embedded catalog index cannot be read: ${String(cause)}`, { cause })
  }
}
