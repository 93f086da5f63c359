import { describe, expect, it } from 'vitest'
import type { RetrieverName } from '../../speller/retrievers.ts'
import { measureSize } from './retrieval.ts'
import { curves, markdown, type SizeReport } from './retrieval-report.ts'
import { createSheet } from './sheet.ts'
import { shopNames } from './shop-names.ts'

describe('measureSize', () => {
  it('measures time, memory, size and recall beside their baselines', async () => {
    const sheet = createSheet('retrieval', () => undefined)
    const report = await measureSize(shopNames(300, 1), () => 1, { queries: 2, scanned: 1 }, sheet, {
      memoryOf: async () => 70,
    })
    expect(report).toMatchObject({ names: 300, residentMegabytes: 70, bareMegabytes: 70 })
    expect(report.fileMegabytes).toBeGreaterThan(report.textMegabytes / 2)
    const { figures } = sheet.finish()
    expect(figures.filter(({ unit }) => unit === 'share')).toHaveLength(9)
    for (const { value } of figures) expect(value).toBeGreaterThanOrEqual(0)
  })

  it('has an index of at most 165 bytes a made-up name', async () => {
    const sheet = createSheet('retrieval', () => undefined)
    const report = await measureSize(shopNames(2000, 1), () => 1, { queries: 1, scanned: 1 }, sheet, {
      memoryOf: async () => 70,
    })
    expect(report.fileMegabytes).toBeLessThan((2000 * 165) / 1e6)
  })

  it('searches by the retriever that is wanted: one that finds typed terms alone finds no misspelled one', async () => {
    const recall = async (retriever: RetrieverName) => {
      const sheet = createSheet('retrieval', () => undefined)
      const counts = { queries: 3, scanned: 1 }
      await measureSize(shopNames(300, 1), () => 1, counts, sheet, { retriever, memoryOf: async () => 70 })
      const { figures } = sheet.finish()
      return figures.find(({ name }) => name.endsWith('1 error, recall@8'))!
    }
    const [plain, fuzzy] = [await recall('bm25'), await recall('fuzzy-bm25')]
    expect([plain.name, fuzzy.name]).toEqual(['300 by bm25: 1 error, recall@8', '300 by fuzzy-bm25: 1 error, recall@8'])
    expect(plain.value).toBeLessThan(0.6)
    expect(fuzzy.value).toBeGreaterThan(0.9)
  })
})

describe('the report', () => {
  const cell = { group: 'terms and brands', errorClass: 'deletion', scanned: [{ rank: 1, scan: 1 }] } as const
  const report = (names: number): SizeReport => ({
    names,
    cells: [1, 2, 3].map((errors) => ({
      ...cell,
      errors,
      ranks: [1, 3, 9, Infinity],
      edits: [1, 2, 3, 4],
      milliseconds: [errors, 9],
    })),
    retriever: 'hybrid',
    buildSeconds: 2,
    openMs: 3,
    textMegabytes: 1,
    fileMegabytes: 4,
    residentMegabytes: 90,
    bareMegabytes: 70,
  })
  const reports = [report(1000), report(50_000)]

  it('has a column for each number of names, and a row for each class that was measured', () => {
    const text = markdown(reports)
    expect(text).toContain('| names | 1,000 | 50,000 |')
    expect(text).toContain('| search, 2 errors, p50 | 2.00 ms | 2.00 ms |')
    expect(text).toContain('| deletion | 1 | 4 | 25.0 % | 50.0 % | 50.0 % | 75.0 % | 1 | 100.0 % | 100.0 % |')
    expect(text).not.toContain('insertion')
  })

  it('draws a line for each series', () => {
    const files = curves(reports)
    expect(Object.keys(files)).toEqual(['retrieval-time.svg', 'retrieval-size.svg', 'retrieval-recall.svg'])
    expect(files['retrieval-recall.svg']).toContain('3 errors')
    expect(files['retrieval-size.svg']).toContain('resident memory')
  })
})
