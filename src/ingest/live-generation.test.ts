import { describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogStore } from '../speller/ports.ts'
import { liveInfo } from './live-generation.ts'

const failing = (code: 'catalog_invalid' | 'index_failed'): CatalogStore => ({
  build: () => Promise.reject(new Error('not asked')),
  open: () => Promise.reject(new SpellerError(code, 'refused')),
})

describe('liveInfo', () => {
  it('takes a catalog of another version that cannot even be opened for an empty one', async () => {
    expect(await liveInfo(failing('catalog_invalid'))).toMatchObject({ id: 'unreadable', names: 0 })
  })

  it('fails where the store is away', async () => {
    await expect(liveInfo(failing('index_failed'))).rejects.toMatchObject({ code: 'index_failed' })
  })
})
