import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { gapsOf } from './contract-gaps.ts'
import { describeCatalogIndex } from './contract.ts'
import { openEmbeddedStore } from './embedded.ts'
import { openLetterEncoder } from './late-testing.ts'

const root = mkdtempSync(join(tmpdir(), 'querymend-retrievers-'))
afterAll(() => rmSync(root, { recursive: true }))

const encoder = openLetterEncoder()
for (const retriever of ['bm25', 'fuzzy-bm25', 'late-interaction'] as const)
  describeCatalogIndex(
    `embedded, ${retriever}`,
    async () => {
      const dir = mkdtempSync(join(root, 'store-'))
      return {
        store: openEmbeddedStore(dir, { retriever, encoder }),
        reopen: async (options) => openEmbeddedStore(dir, { ...options, retriever, encoder }),
        generations: async () => readdirSync(dir).filter((file) => /\.qmix/.test(file)).length,
        cleanup: async () => rmSync(dir, { recursive: true, force: true }),
      }
    },
    // what else late-interaction keeps of generations is tested beside its files: the vectors of thousands of names take seconds
    { skip: gapsOf(retriever), isSearchOnly: retriever === 'late-interaction' },
  )
