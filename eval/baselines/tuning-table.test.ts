import { expect, it } from 'vitest'
import { evaluate } from '../../src/evaluate/evaluate.ts'
import { scripted } from '../../src/evaluate/testing.ts'
import { tuningTable } from './tuning-table.ts'

it('shows the measures on all queries of one catalog, and what is broken on another', async () => {
  const kept = { query: 'asics', golds: ['asics'], isBrand: false }
  const report = await evaluate({
    sets: [
      { name: 'misspelled', cases: [{ query: 'nkie', golds: ['nike'], isBrand: false }] },
      { name: 'right', cases: [kept] },
      { name: 'new', cases: [kept, { query: 'hygeeni', golds: ['hygeeni'], isBrand: false }], without: 'words.tsv' },
    ],
    misspelledShare: 0.12,
    failures: 0,
    pricePerCoreHour: 0.05,
    settings: {},
    openSystems: async () => ({
      systems: [
        scripted('careless', { nkie: ['nike', 'rewrite', 1], hygeeni: ['hygiene', 'rewrite', 1] }),
        scripted('careful', {}),
      ],
      close: async () => undefined,
    }),
  })
  expect(tuningTable(report)).toBe(
    [
      '| options | F0.5 at 12 % | precision | recall | broken | broken, new |',
      '| --- | --- | --- | --- | --- | --- |',
      '| careless | 1.000 | 100.0 % | 100.0 % | 0.00 % | 50.0 % |',
      '| careful | 0.000 | – | 0.0 % | 0.00 % | 0.0 % |',
      '',
    ].join('\n'),
  )
})
