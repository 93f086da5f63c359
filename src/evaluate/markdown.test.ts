import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { renderMarkdown } from './markdown.ts'
import { summaryTable } from './summary.ts'
import { doNothing } from './system.ts'
import { scripted } from './testing.ts'

const report = await evaluate({
  sets: [
    {
      name: 'gold.jsonl',
      cases: [
        { query: 'nkie | shoes', golds: ['nike | shoes'], slice: 'brand_typo', isBrand: true },
        { query: 'makta', golds: ['makita'], slice: 'brand_typo', isBrand: true },
        { query: 'hygeeni', golds: ['hygeeni'], slice: 'look_alike', isBrand: true },
        { query: 'asics', golds: ['asics'], slice: 'look_alike', isBrand: true },
      ],
    },
  ],
  openSystems: async () => ({
    systems: [
      doNothing,
      scripted('context', {
        'nkie | shoes': ['nike | shoes', 'suggest', 0.7],
        makta: ['makita', 'rewrite', 1],
        hygeeni: ['hygiene', 'rewrite', 0.9],
      }),
    ],
    close: async () => undefined,
  }),
  misspelledShare: 0.12,
  failures: 5,
  pricePerCoreHour: 0.05,
  settings: { catalog: 'catalog/sample.tsv', k: 8, limit: null },
})
const markdown = renderMarkdown(report, [], '2026-01-02T03:04:05.000Z')

describe('renderMarkdown', () => {
  it('gives shares with interval and counts', () => {
    expect(markdown).toContain('# Evaluation of 2026-01-02T03:04:05.000Z\n')
    expect(markdown).toContain('- catalog: catalog/sample.tsv\n- k: 8\n- limit: none\n')
    expect(markdown).toContain('4 queries: 2 misspelled, 2 right as typed.')
    expect(markdown).toContain(
      '| nothing | 50.0 % [15.0, 85.0] 2/4 | 0.0 % [0.0, 65.8] 0/2 | – | 0.0 % [0.0, 65.8] 0/2 |',
    )
  })

  it('puts false corrections before misses, and escapes what would break a table', () => {
    const broken = markdown.indexOf('### False corrections by context: 1')
    const missed = markdown.indexOf('### Misspelled, not brought to gold by context: 1')
    expect(broken).toBeGreaterThan(0)
    expect(missed).toBeGreaterThan(broken)
    expect(markdown).toContain('| hygeeni → hygiene | hygeeni |  | 0.900 | rewrite |  |  | look_alike |')
    expect(markdown).toContain(
      '| nkie \\| shoes → nkie \\| shoes | nike \\| shoes | nike \\| shoes | 0.700 | suggest |  |  | brand_typo |',
    )
  })

  it('has tables whose rows are as wide as their headers', () => {
    const tables = markdown.split('\n\n').filter((block) => block.startsWith('|'))
    expect(tables.length).toBeGreaterThan(6)
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length)
      expect(new Set(widths).size, table).toBe(1)
    }
  })

  it('maps thresholds to what they would have done', () => {
    expect(markdown).toContain('| rewrite at | gold.jsonl: exact / broken | net per 1,000 |')
    expect(markdown).toContain('| 0.700 | 75.0 % / 50.0 % 1/2 | -320.0 |')
    expect(markdown).toContain('| 0.950 | 75.0 % / 0.0 % 0/2 | 60.0 |')
    expect(markdown).not.toContain('in force')
  })

  it('marks the threshold in force, and names the limits that do not vary', () => {
    const { points } = report.operatingMap
    const marked = points.map((point) => (point.rewriteAt === 0.7 ? { ...point, isInForce: true as const } : point))
    const thresholds = { suggestAt: 0.25, rewriteAt: 0.7, limits: { typedAtMost: 0.42, rightWordAtMost: 0.120000001 } }
    const operatingMap = { system: 'context', thresholds, points: marked }
    const shown = renderMarkdown({ ...report, operatingMap }, [], '')
    expect(shown.match(/in force\)/g)).toHaveLength(1)
    expect(shown).toContain('| 0.700 (in force) | 75.0 % / 50.0 % 1/2 | -320.0 |')
    expect(shown).toContain(
      'do not vary here: typedAtMost 0.42, rightWordAtMost 0.12. A correction below suggestAt (0.25)',
    )
  })

  it('says which thresholds are past', () => {
    const past = {
      set: 'gold.jsonl',
      system: 'context',
      measure: 'accuracy',
      wanted: '>=0.9',
      value: 0.5,
      holds: false,
    }
    const text = renderMarkdown(report, [past], 'now')
    expect(text).toContain(
      '## Thresholds\n\n1 of 1 thresholds are past:\n  gold.jsonl, context: accuracy is 0.5, wanted >=0.9',
    )
    expect(markdown).not.toContain('## Thresholds')
  })

  it('says how many failures it leaves out', async () => {
    const cut = structuredClone(report)
    const system = cut.sets[0]!.systems[1]! as unknown as { misses: unknown[] }
    system.misses = []
    expect(renderMarkdown(cut, [], 'now')).toContain(
      '### Misspelled, not brought to gold by context: 1\n\n## Operating map',
    )
  })
})

describe('summaryTable', () => {
  it('has a line for each set and system', () => {
    expect(summaryTable(report).replace(/ {2,}/g, '  ').split('\n')).toEqual([
      'set / system  n  exact  broken  precision  recall  F0.5  net/1000 at 12 %  p50 ms  p95 ms',
      'gold.jsonl nothing  4  50.0 %  0.00 %  –  0.0 %  0.000  0.0  0.0  0.0',
      'gold.jsonl context  4  50.0 %  50.00 %  50.0 %  50.0 %  0.500  -380.0  2.0  2.0',
      '',
    ])
  })
})
