import { describe, expect, it } from 'vitest'
import { doNothing } from '../evaluate/system.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { checkLimits, shippedLimits } from './limits-in-force.ts'

const thresholds = ['gold.jsonl', 'all'].map((set) => ({
  set,
  system: 'nothing',
  measure: 'accuracy',
  relation: '>=' as const,
  limit: 1,
}))
const reportOf = (...names: readonly string[]) =>
  evaluate({
    sets: names.map((name, i) => ({ name, cases: [{ query: `lamp ${i}`, golds: ['lamp'], isBrand: false }] })),
    misspelledShare: 0.12,
    failures: 0,
    pricePerCoreHour: 0,
    settings: {},
    openSystems: async () => ({ systems: [doNothing], close: async () => undefined }),
  })
const checked = async (goldFiles: readonly string[], file: string, ...names: readonly string[]) =>
  checkLimits(await reportOf(...names), goldFiles, { file, thresholds }).map(({ set, holds }) => [set, holds])

describe('checkLimits', () => {
  it.each([
    ['of the gold beside the limits', ['eval/gold.jsonl'], shippedLimits, ['gold.jsonl'], ['gold.jsonl']],
    ['of a gold file of the same name elsewhere', ['own/gold.jsonl'], shippedLimits, ['gold.jsonl'], []],
    ['of a folder below', ['eval/own/gold.jsonl'], `./${shippedLimits}`, ['gold.jsonl'], []],
    ['of own limits', ['own/gold.jsonl'], 'own/limits.json', ['gold.jsonl'], ['gold.jsonl']],
    [
      'of several files',
      ['eval/gold.jsonl', 'eval/b.tsv'],
      shippedLimits,
      ['gold.jsonl', 'b.tsv'],
      ['gold.jsonl', 'all'],
    ],
    [
      'of several files in two places',
      ['own/a.tsv', 'eval/gold.jsonl'],
      shippedLimits,
      ['a.tsv', 'gold.jsonl'],
      ['gold.jsonl'],
    ],
  ])('checks, %s', async (_, goldFiles, file, names, sets) => {
    expect(await checked(goldFiles, file, ...names)).toEqual(sets.map((set) => [set, false]))
  })
})
