import { describe, expect, it } from 'vitest'
import { doNothing } from '../evaluate/system.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { checkLimits, scopeNote, shippedLimits } from './limits-in-force.ts'

const thresholds = ['gold.jsonl', 'all'].map((set) => ({
  set,
  system: 'nothing',
  measure: 'accuracy',
  relation: '>=' as const,
  limit: 1,
}))
const reportOf = (names: readonly string[], without?: string) =>
  evaluate({
    sets: names.map((name, i) => ({
      name,
      cases: [{ query: `lamp ${i}`, golds: ['lamp'], isBrand: false }],
      ...(without === undefined ? {} : { without }),
    })),
    ...(without === undefined ? {} : { without }),
    misspelledShare: 0.12,
    failures: 0,
    pricePerCoreHour: 0,
    settings: {},
    openSystems: async () => ({ systems: [doNothing], close: async () => undefined }),
  })
const checked = async (
  goldFiles: readonly string[],
  file: string,
  names: readonly string[],
  { catalog = './catalog/sample.tsv', without }: { readonly catalog?: string; readonly without?: string } = {},
) =>
  checkLimits(await reportOf(names, without), { goldFiles, catalog }, { file, thresholds }).map(({ set, holds }) => [
    set,
    holds,
  ])

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
    expect(await checked(goldFiles, file, names)).toEqual(sets.map((set) => [set, false]))
  })

  it.each([
    ['a part of the catalog', { without: 'words.tsv' }],
    ['another catalog', { catalog: 'own/sample.tsv' }],
  ])('holds nothing that was measured over %s to the limits of the whole one, but to own limits', async (_, over) => {
    const [files, names] = [
      ['eval/gold.jsonl', 'eval/b.tsv'],
      ['gold.jsonl', 'b.tsv'],
    ]
    expect(await checked(files, shippedLimits, names, over)).toEqual([])
    expect(await checked(files.slice(0, 1), shippedLimits, names.slice(0, 1), over)).toEqual([])
    expect(await checked(files.slice(0, 1), 'own/limits.json', names.slice(0, 1), over)).toEqual([
      ['gold.jsonl', false],
    ])
  })
})

describe('the limits of a gold set in another language', () => {
  it.each([
    ['catalog/sample-de.tsv', ['gold-de.jsonl']],
    ['catalog/sample.tsv', []],
    ['catalog/sample-fr.tsv', []],
  ])('are of its own sample catalog: %s', async (catalog, sets) => {
    const report = await reportOf(['gold-de.jsonl'])
    const own = [{ ...thresholds[0]!, set: 'gold-de.jsonl' }]
    const checks = checkLimits(
      report,
      { goldFiles: ['eval/gold-de.jsonl'], catalog },
      { file: shippedLimits, thresholds: own },
    )
    expect(checks.map(({ set }) => set)).toEqual(sets)
  })
})

describe('scopeNote', () => {
  it('says what the shipped limits are of, and nothing of others', () => {
    expect(scopeNote(`./${shippedLimits}`)).toBe(
      'Those of eval/thresholds.json are of the gold files beside it, each over the whole of its sample catalog (gold.jsonl: catalog/sample.tsv).\n',
    )
    expect(scopeNote('own/limits.json')).toBe('')
  })
})
