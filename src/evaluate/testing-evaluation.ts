import { evaluate, type EvaluationOptions } from './evaluate.ts'
import type { GoldCase, GoldSet } from './gold.ts'
import { doNothing } from './system.ts'
import { scripted } from './testing.ts'

// A made-up evaluation: three gold files, and two systems that answer some of their queries.

export const gold = (query: string, right: string, more: Partial<GoldCase> = {}): GoldCase => ({
  query,
  golds: [right],
  isBrand: false,
  ...more,
})
export const typos: GoldSet = {
  name: 'typos.tsv',
  cases: [
    gold('nkie shoes', 'nike shoes', { slice: 'brand' }),
    gold('redbull', 'red bull', { slice: 'space' }),
    gold('cheep towl', 'cheap towel', { slice: 'word' }),
    gold('asics', 'asics'),
    gold('hygeeni wipes', 'hygeeni wipes'),
  ],
}
export const brands: GoldSet = { name: 'brand.tsv', cases: [gold('nkie shoes', 'nike shoes', { isBrand: true })] }
export const novel: GoldSet = { name: 'novel.tsv', without: 'words.tsv', cases: [gold('asics', 'asics')] }

export const channel = scripted('channel', {
  'nkie shoes': ['nike shoes', 'rewrite', 0.8],
  'hygeeni wipes': ['hygiene wipes', 'rewrite', 0.9],
})
export const context = scripted('context', {
  'nkie shoes': ['nike shoes', 'rewrite', 0.97],
  redbull: ['Red Bull', 'rewrite', 0.95],
  'cheep towl': ['cheap towel', 'suggest', 0.6],
})
export const run = (options: Partial<EvaluationOptions> = {}) =>
  evaluate({
    sets: [typos],
    openSystems: async () => ({ systems: [doNothing, channel, context], close: async () => undefined }),
    misspelledShare: 0.12,
    failures: 10,
    pricePerCoreHour: 0.05,
    settings: { k: 8 },
    ...options,
  })
