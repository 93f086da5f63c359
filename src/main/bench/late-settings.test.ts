import { describe, expect, it } from 'vitest'
import { openLetterEncoder } from '../../adapters/catalog-index/late-testing.ts'
import { measureSize, type SizeOptions } from './retrieval.ts'
import { createSheet } from './sheet.ts'
import { shopNames } from './shop-names.ts'

describe('measureSize of late interaction', () => {
  const measured = async (options: SizeOptions) => {
    const sheet = createSheet('retrieval', () => undefined)
    const counts = { queries: 1, scanned: 1 }
    await measureSize(shopNames(60, 1), () => 1, counts, sheet, {
      ...{ retriever: 'late-interaction', encoder: openLetterEncoder() },
      ...options,
    })
    return sheet.finish().figures
  }

  it('compares each number of centroids and of names scored exactly with a scan of all vectors', async () => {
    const memoryOf: SizeOptions['memoryOf'] = async () => 70
    const figures = await measured({ memoryOf, late: { probes: [1, 100_000], pools: [8, 100_000] } })
    const value = (setting: string, name: string) =>
      figures.find((figure) => figure.name === `60 by late-interaction, ${setting}: ${name}`)!
    const all = value('100000 centroids, 100000 names', 'hits of the scan')
    expect(all.value).toBe(1)
    const few = value('1 centroids, 8 names', 'hits of the scan')
    expect(few.n).toBe(all.n)
    expect(few.value).toBeLessThan(1)
    for (const errors of ['1 error', '2 errors', '3 errors'])
      expect(value('100000 centroids, 100000 names', `${errors}, recall@8`).ratio).toBe(1)
    expect(figures.filter(({ name }) => name.endsWith('search p50') && name.includes('centroids'))).toHaveLength(4)
  })

  it('tells the memory with the vectors in a paged file from that with all of them held', async () => {
    const memoryOf: SizeOptions['memoryOf'] = async (_dir, spans, { isHeld }) =>
      spans[0] === 'nothing' ? 50 : isHeld ? 90 : 70
    const figures = await measured({ memoryOf })
    expect(figures.find(({ name }) => name.includes('held in memory'))).toMatchObject({
      ...{ value: 90, unit: 'MB' },
      baseline: { name: 'vectors in a paged file', value: 70 },
    })
    expect(figures.some(({ name }) => name.includes('centroids'))).toBe(false)
  })
})
