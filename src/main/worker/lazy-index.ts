import type { CatalogIndex } from '../../speller/ports.ts'
import { once } from './once.ts'

/** Opened with the first call, and with each next one until that succeeds; a catalog that is away degrades answers only. */
export function openLazily(
  open: () => Promise<CatalogIndex>,
  keepAlive: (opening: Promise<unknown>) => void,
): CatalogIndex {
  const index = once(open, keepAlive)
  return {
    search: async (spans, options) => (await index()).search(spans, options),
    counts: async (forms, locale) => (await index()).counts(forms, locale),
    upsert: async (names) => (await index()).upsert(names),
    remove: async (forms) => (await index()).remove(forms),
    changes: async () => (await index()).changes(),
    info: async () => (await index()).info(),
    close: async () => undefined,
  }
}
