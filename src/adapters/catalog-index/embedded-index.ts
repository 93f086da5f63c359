import { SpellerError } from '../../speller/errors.ts'
import type { CatalogIndex } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { buildIndex } from './embedded-build.ts'
import { currentId, generationIds, liveFile, readGeneration, stamp } from './embedded-files.ts'
import { openIndexFile, type EmbeddedIndex } from './embedded-search.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import { createView, type EmbeddedView } from './embedded-view.ts'
import { appendChange, followLive, type LiveLog } from './live-log.ts'
import { type LiveNames, noGeneration } from './live-names.ts'

/** The live generation of a directory, whichever that is when a request arrives. */
export function openDirectory(dir: string, retrieverName: RetrieverName): CatalogIndex {
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
      index = id === noGeneration ? emptyIndex() : openIndexFile(readGeneration(dir, id))
      retriever = openRetriever(index, retrieverName)
      log = followLive(liveFile(dir), id)
      live = undefined
    }
    const changed = log!.read()
    if (!view || changed !== live) view = createView(index, changed, retriever)
    live = changed
    seen = now
    return view
  }

  return {
    search: async (spans, options) => guarded(() => fresh().search(spans, options)),
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

/** A view for reading only. */
export function indexOf(view: EmbeddedView): CatalogIndex {
  const refuse = async () => {
    throw new SpellerError('index_failed', 'Names are changed in the live catalog, not in one that is being checked.')
  }
  return {
    search: async (spans, options) => view.search(spans, options),
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
