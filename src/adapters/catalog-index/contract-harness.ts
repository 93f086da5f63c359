import { it } from 'vitest'
import { normalise } from '../../speller/normalise.ts'
import type { CatalogIndex, CatalogInfo, CatalogStore, GenerationStore } from '../../speller/ports.ts'
import type { BigramCount, Hit, Name } from '../../speller/types.ts'

/** A fresh, empty, unshared store that keeps no former generation. */
export interface OpenedStore {
  readonly store: GenerationStore
  /** Another store over the same data, as another process would open it; `keep`: former generations it keeps. */
  readonly reopen: (options?: { readonly keep: number }) => Promise<GenerationStore>
  /** Files or collections that hold a generation, live or not. */
  readonly generations: () => Promise<number>
  readonly cleanup: () => Promise<void>
}

export interface CatalogIndexOptions {
  /** Tests, by title, that an adapter cannot pass, and why. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[]
  /** Leaves out what no retriever changes, for an adapter that keeps all of the contract with another one: counts, generations. */
  readonly isSearchOnly?: boolean
  /** Catalogs that a test draws which tries any; fewer for a store that takes long to fill. */
  readonly drawn?: number
}

export interface Harness {
  readonly drawn: number
  readonly test: (title: string, run: () => Promise<unknown>) => void
  readonly openFresh: () => Promise<OpenedStore>
  readonly openIndex: (store: CatalogStore) => Promise<CatalogIndex>
  readonly openWith: (
    names: readonly Name[],
    bigrams?: readonly BigramCount[],
  ) => Promise<OpenedStore & { readonly index: CatalogIndex }>
  readonly ingest: (
    store: CatalogStore,
    names: readonly Name[],
    bigrams?: readonly BigramCount[],
  ) => Promise<CatalogInfo>
  readonly find: (index: CatalogIndex, span: string, limit?: number, locale?: string) => Promise<readonly Hit[]>
}

/** A name as ingestion makes it. */
export function nameOf(text: string, extra: Partial<Omit<Name, 'text' | 'form'>> = {}): Name {
  return { text, form: normalise(text), kind: 'brand', count: 1, ...extra }
}

export function formsOf(hits: readonly Hit[]): string[] {
  return hits.map((hit) => hit.name.form)
}

/** Opens for the tests of one suite, and closes after each of them what it opened. */
export function createHarness(openStore: () => Promise<OpenedStore>, { skip = [], drawn = 25 }: CatalogIndexOptions) {
  const closing: (() => Promise<unknown>)[] = []
  const reasons = new Map(skip.flatMap(({ reason, tests }) => tests.map((title) => [title, reason] as const)))

  const openFresh = async () => {
    const opened = await openStore()
    closing.push(() => opened.cleanup())
    return opened
  }
  const openIndex = async (store: CatalogStore) => {
    const index = await store.open()
    closing.push(() => index.close())
    return index
  }
  const ingest: Harness['ingest'] = async (store, names, bigrams = []) => {
    const builder = await store.build()
    await builder.addNames(names)
    await builder.addBigrams(bigrams)
    return builder.commit({ products: names.length })
  }
  const harness: Harness = {
    drawn,
    openFresh,
    openIndex,
    ingest,
    test(title, run) {
      const reason = reasons.get(title)
      reasons.delete(title)
      if (reason === undefined) it(title, run)
      else it.skip(`${title} (skipped: ${reason})`, run)
    },
    async openWith(names, bigrams = []) {
      const opened = await openFresh()
      await ingest(opened.store, names, bigrams)
      return { ...opened, index: await openIndex(opened.store) }
    },
    async find(index, span, limit = 10, locale) {
      return (await index.search([span], { limit, ...(locale !== undefined && { locale }) }))[0]!
    },
  }
  return {
    harness,
    closeAll: async () => {
      for (const close of closing.splice(0).reverse()) await close()
    },
    /** Titles in `skip` that no test has. */
    unknownSkips: () => [...reasons.keys()],
  }
}
