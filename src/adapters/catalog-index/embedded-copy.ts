import { SpellerError } from '../../speller/errors.ts'
import { fnv1a } from '../../speller/hash.ts'
import type { CatalogIndex } from '../../speller/ports.ts'
import type { PlainRetrieverName } from '../../speller/retrievers.ts'
import { type EmbeddedRetriever, openRetriever } from './embedded-retriever.ts'
import { openIndexFile, type EmbeddedIndex } from './embedded-search.ts'
import { createView, type EmbeddedView } from './embedded-view.ts'
import { applyChanges } from './live-changes.ts'
import { createLiveNames } from './live-names.ts'

/** A file whole, by its path; undefined where there is none. */
type ReadFile = (path: string) => Promise<Uint8Array | undefined>

/** The live generation of a copy of a store's directory, as it was when it was read. */
export interface Copy {
  readonly index: EmbeddedIndex
  readonly retriever: EmbeddedRetriever
  /** The changes of names that were copied with it, as text. */
  readonly changes: string
  readonly view: EmbeddedView
}

/**
 * Reads what `openEmbeddedStore` keeps in a directory from wherever a copy of it lies, and only what differs from `former`, a copy with
 * the same retriever.
 * Fails with `index_failed` where there is no catalog, with `catalog_invalid` on a damaged one.
 */
export async function readCopy(
  dir: string,
  read: ReadFile,
  former?: Copy,
  retrieverName: PlainRetrieverName = 'hybrid',
): Promise<Copy> {
  const text = async (name: string) => new TextDecoder().decode(await read(`${dir}/${name}`))
  const [current, log] = await Promise.all([text('CURRENT'), text('live.jsonl')])
  const id = current.trim()
  if (id === '') throw new SpellerError('index_failed', `There is no catalog in ${dir}. Copy one there.`)
  // what a copy cut off, or a crash before it, is no change
  const changes = log.slice(0, log.lastIndexOf('\n') + 1)
  if (former && former.index.header.id === id && former.changes === changes) return former
  const { index, retriever } =
    former?.index.header.id === id ? former : openGeneration(await generation(`${dir}/${id}.qmix`, read), retrieverName)
  const live = createLiveNames()
  applyChanges(live, changes, id, { file: `${dir}/live.jsonl`, lines: 0 })
  return { index, retriever, changes, view: createView(index, live, retriever) }
}

function openGeneration(bytes: Uint8Array, retrieverName: PlainRetrieverName): Pick<Copy, 'index' | 'retriever'> {
  const index = openIndexFile(bytes)
  return { index, retriever: openRetriever(index, retrieverName) }
}

async function generation(path: string, read: ReadFile): Promise<Uint8Array> {
  const bytes = await read(path)
  if (bytes === undefined)
    throw new SpellerError('catalog_invalid', `${path} is missing, which CURRENT names. Copy it before CURRENT.`)
  return bytes
}

/** The copy that `current` gives with each call. Names cannot be changed in it: that fails with `unsupported`. */
export function indexOfCopy(current: () => Promise<Copy>): CatalogIndex {
  const refuse = async () => {
    throw new SpellerError(
      'unsupported',
      'This server reads a copy of the catalog. Change names where it is ingested, and copy it anew.',
    )
  }
  return {
    search: async (spans, options) => (await current()).view.search(spans, options),
    counts: async (forms, locale) => (await current()).view.counts(forms, locale),
    upsert: refuse,
    remove: refuse,
    changes: async () => (await current()).view.changes(),
    async info() {
      const { view, changes } = await current()
      return { ...view.info(), ...(changes === '' ? {} : { revision: fnv1a(changes).toString(16) }) }
    },
    close: async () => undefined,
  }
}
