import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { gapsOf } from './contract-gaps.ts'
import { describeCatalogIndex } from './contract.ts'
import { openEmbeddedStore } from './embedded.ts'

const root = mkdtempSync(join(tmpdir(), 'querymend-retrievers-'))
afterAll(() => rmSync(root, { recursive: true }))

for (const retriever of ['bm25', 'fuzzy-bm25'] as const)
  describeCatalogIndex(
    `embedded, ${retriever}`,
    async () => {
      const dir = mkdtempSync(join(root, 'store-'))
      return {
        store: openEmbeddedStore(dir, { retriever }),
        reopen: async (options) => openEmbeddedStore(dir, { ...options, retriever }),
        generations: async () => readdirSync(dir).filter((file) => /\.qmix/.test(file)).length,
        cleanup: async () => rmSync(dir, { recursive: true, force: true }),
      }
    },
    { skip: gapsOf(retriever) },
  )
