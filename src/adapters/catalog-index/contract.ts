import { afterAll, afterEach, describe } from 'vitest'
import { describeAlike } from './contract-alike.ts'
import { describeGenerations } from './contract-generations.ts'
import { type CatalogIndexOptions, createHarness, type OpenedStore } from './contract-harness.ts'
import { describeKeptGenerations } from './contract-kept.ts'
import { describeCounts, describeNames } from './contract-names.ts'
import { describeSearch } from './contract-search.ts'

export { nameOf } from './contract-harness.ts'
export type { CatalogIndexOptions, OpenedStore } from './contract-harness.ts'

/** What every adapter of GenerationStore, CatalogIndex and GenerationBuilder keeps. */
export function describeCatalogIndex(
  label: string,
  openStore: () => Promise<OpenedStore>,
  options: CatalogIndexOptions = {},
): void {
  const { harness, closeAll, unknownSkips } = createHarness(openStore, options)
  describe(`CatalogIndex: ${label}`, () => {
    afterEach(closeAll)
    describeSearch(harness)
    describeAlike(harness)
    describeNames(harness)
    if (!options.isSearchOnly) {
      describeCounts(harness)
      describeGenerations(harness)
      describeKeptGenerations(harness)
    }
    // the inner suites are collected after this one
    afterAll(() => {
      if (unknownSkips().length > 0) throw new Error(`no such test to skip: ${unknownSkips().join('; ')}`)
    })
  })
}
