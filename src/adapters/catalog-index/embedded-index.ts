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
import { appendChange, followLive, type LiveLog } from './live-log.ts'
import { type LiveNames, noGeneration } from './live-names.ts'

/**
 * The live generation of a directory, whichever that is when a request arrives. `encoder`: where the retriever is late-interaction;
 * fails at once with `catalog_invalid` where the generation was made without it.
 */
export function openDirectory(dir: string, retrieverName: RetrieverName, encoder?: NameEncoder): CatalogIndex {
  let seen = { current: '?', live: '?' }
  let index: EmbeddedIndex | undefined
  let retriever: EmbeddedRetriever | undefined
  let log: LiveLog | undefined
  let live: LiveNames | undefined
  let view: EmbeddedView | undefined

  /** The live generation, opened again when another process has swapped it, with the changes of names so far. */
  const fresh = (): EmbeddedView => {
    // the id itself: two swaps within one tick of the clock may give one stamp
    const now = { current: currentId(dir) ?? noGeneration, live: stamp(liveFile(dir)) }
    if (view && now.current === seen.current && now.live === seen.live) return view
    const id = now.current
    if (!index || index.header.id !== id) {
      const next = id === noGeneration ? emptyIndex() : openIndexFile(readGeneration(dir, id))
      const vectors = encoder && id !== noGeneration ? openVectors(readVectors(dir, id), next, encoder) : undefined
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

  if (encoder) guarded(fresh)
  return {
    async search(spans, options) {
      const vectors = await vectorsOf(spans, encoder)
      return guarded(() => fresh().search(spans, options, vectors))
    },
    counts: async (forms, locale) => guarded(() => fresh().counts(forms, locale)),
    upsert: async (names) => appendChange(liveFile(dir), { op: 'upsert', names }),
    remove: async (forms) =>
      appendChange(liveFile(dir), { op: 'remove', forms, generation: generationIds(dir)[0] ?? noGeneration }),
    info: async () => guarded(() => fresh().info()),
    async close() {
      index = undefined
      retriever = undefined
      view = undefined
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
