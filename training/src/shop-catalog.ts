import { createView } from '../../src/adapters/catalog-index/embedded-view.ts'
import { createLiveNames } from '../../src/adapters/catalog-index/live-names.ts'
import type { CatalogIndex } from '../../src/speller/ports.ts'
import type { Shop } from './shops.ts'

/** The shop's index behind the port that the speller asks. Nothing can be added to it. */
export function catalogOf(shop: Shop): CatalogIndex {
  const view = createView(shop.index, createLiveNames())
  return {
    search: async (spans, options) => view.search(spans, options),
    counts: async (forms, locale) => view.counts(forms, locale),
    changes: async () => view.changes(),
    info: async () => view.info(),
    upsert: async () => undefined,
    remove: async () => undefined,
    close: async () => undefined,
  }
}
