import { describe, expect, it } from 'vitest'
import { byRetriever } from './by-retriever.ts'
import { evaluate } from './evaluate.ts'
import { renderHtml } from './html.ts'
import { renderMarkdown } from './markdown.ts'
import { scripted } from './testing.ts'

const nike = { nkie: ['nike', 'rewrite', 1] } as const
const puma = { pmua: ['puma', 'rewrite', 1] } as const
const retrieverOf = (label: string) => {
  if (/^(model|mine)\b(?!-)/.test(label)) return {}
  return { retriever: label.split('@')[1] ?? 'hybrid' }
}
const reportOf = (labels: Readonly<Record<string, Parameters<typeof scripted>[1]>>) =>
  evaluate({
    sets: [
      {
        name: 'gold.tsv',
        cases: ['nkie', 'pmua'].map((query, i) => ({
          query,
          golds: [['nike', 'puma'][i]!],
          slice: 'typo',
          isBrand: true,
        })),
      },
    ],
    openSystems: async () => ({
      systems: Object.entries(labels).map(([label, answers]) => ({
        ...scripted(label, answers),
        ...retrieverOf(label),
      })),
      close: async () => undefined,
    }),
    misspelledShare: 0.12,
    failures: 5,
    pricePerCoreHour: 0,
    settings: {},
  })

describe('byRetriever', () => {
  it('sets methods against retrievers, a model alone first, and leaves empty what was not asked', async () => {
    const { sets } = await reportOf({
      'context@bm25': nike,
      context: { ...nike, ...puma },
      'mine, 4 names': {},
      'model-names@fuzzy-bm25': puma,
      model: {},
    })
    const { header, rows } = byRetriever(sets[0]!)!
    expect(header).toEqual(['exact, by retriever', 'none', 'bm25', 'hybrid', 'fuzzy-bm25'])
    expect(rows.map((row) => row.map((cell) => cell.split(' ').slice(0, 2).join(' ')))).toEqual([
      ['own model', '0.0 %', '', '', ''],
      ['own model,', '', '', '', '50.0 %'],
      ['speller (context)', '', '50.0 %', '100.0 %', ''],
      ['mine, 4', '0.0 %', '', '', ''],
    ])
  })

  it('is in the page and in the Markdown, and in neither where no retriever was asked for', async () => {
    const compared = await reportOf({ channel: nike, 'channel@bm25': {} })
    const plain = await reportOf({ channel: nike })
    const title = 'exact, by retriever'
    expect(byRetriever(plain.sets[0]!)).toBeUndefined()
    for (const render of [renderMarkdown, renderHtml]) {
      expect(await render(compared, [], '2026-01-02T03:04:05.000Z')).toContain(title)
      expect(await render(plain, [], '2026-01-02T03:04:05.000Z')).not.toContain(title)
    }
  })
})
