import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { checksText } from './summary.ts'
import { scripted } from './testing.ts'
import { checkThresholds, parseThresholds } from './thresholds.ts'

const report = await evaluate({
  sets: [
    {
      name: 'gold.jsonl',
      cases: [
        { query: 'nkie', golds: ['nike'], slice: 'brand_typo', isBrand: true },
        { query: 'asics', golds: ['asics'], slice: 'clean', isBrand: true },
        { query: 'hygeeni', golds: ['hygeeni'], slice: 'clean', isBrand: true },
        { query: 'puma', golds: ['puma'], slice: 'clean', isBrand: true },
      ],
    },
  ],
  openSystems: async () => ({
    systems: [scripted('context', { nkie: ['nike', 'rewrite', 1], hygeeni: ['hygiene', 'rewrite', 0.9] })],
    close: async () => undefined,
  }),
  misspelledShare: 0.12,
  failures: 5,
  pricePerCoreHour: 0.05,
  settings: {},
})
const check = (limits: Record<string, string>, set = 'gold.jsonl', system = 'context') =>
  checkThresholds(report, parseThresholds('t.json', JSON.stringify({ [set]: { [system]: limits } })))

describe('checkThresholds', () => {
  it('holds every limit against its measure', () => {
    const limits = { accuracy: '>=0.75', falseCorrectionRate: '<= 0.3', recall: '>=1', latencyP99Ms: '<=2' }
    expect(check(limits).map(({ measure, value, holds }) => [measure, value, holds])).toEqual([
      ['accuracy', 0.75, true],
      ['falseCorrectionRate', 1 / 3, false],
      ['recall', 1, true],
      ['latencyP99Ms', 2, true],
    ])
  })

  it('knows slices, net fixes, calibration and degraded answers', () => {
    const limits = {
      'accuracy@slice=brand_typo': '>=1',
      'falseCorrectionRate@slice=clean': '<=0.1',
      netFixesPer1000: '>=-200',
      expectedCalibrationError: '<=0.2',
      degraded: '<=0',
    }
    expect(check(limits).map(({ holds }) => holds)).toEqual([true, false, true, false, true])
  })

  it('does not hold a measure that the set does not define', () => {
    expect(check({ 'recall@slice=clean': '>=0', 'accuracy@slice=none_such': '>=0' })).toMatchObject([
      { value: null, holds: false },
      { value: null, holds: false },
    ])
  })

  it('asks only sets and systems that were evaluated; a star stands for any text', () => {
    expect(check({ accuracy: '>=1' }, 'other.jsonl')).toEqual([])
    expect(check({ accuracy: '>=1' }, 'gold.jsonl', 'channel')).toEqual([])
    expect(check({ accuracy: '>=1' }, 'goldxjsonl')).toEqual([])
    expect(check({ accuracy: '>=1' }, 'go*.jsonl')).toMatchObject([{ set: 'gold.jsonl', holds: false }])
  })
})

describe('checksText', () => {
  it('names each limit that is past', () => {
    const text = checksText(check({ accuracy: '>=0.9', recall: '>=0.5', 'recall@slice=clean': '>=0' }))
    expect(text).toBe(
      '2 of 3 thresholds are past:\n' +
        '  gold.jsonl, context: accuracy is 0.75, wanted >=0.9\n' +
        '  gold.jsonl, context: recall@slice=clean is undefined, wanted >=0\n',
    )
    expect(checksText(check({ recall: '>=0.5' }))).toBe('All 1 thresholds hold.\n')
    expect(checksText([])).toBe('No threshold is of a set and system that were measured.\n')
  })
})

describe('parseThresholds', () => {
  it('skips remarks', () => {
    expect(
      parseThresholds('t.json', '{"$remark": "measured on ...", "gold.jsonl": {"$why": "", "context": {}}}'),
    ).toEqual([])
  })

  it.each([
    ['{', 't.json: no JSON'],
    ['[]', 't.json: the file is no object'],
    ['{"gold.jsonl": 1}', 't.json: gold.jsonl is no object'],
    ['{"gold.jsonl": {"context": "x"}}', 't.json: gold.jsonl > context is no object'],
    ['{"a": {"b": {"acuracy": ">=1"}}}', 't.json: a > b > acuracy: no such measure'],
    ['{"a": {"b": {"f05@slice=x": ">=1"}}}', 't.json: a > b > f05@slice=x: no such measure'],
    ['{"a": {"b": {"accuracy": 0.8}}}', 't.json: a > b > accuracy is 0.8; write'],
    ['{"a": {"b": {"accuracy": ">0.8"}}}', 't.json: a > b > accuracy is ">0.8"; write'],
  ])('refuses %s', (content, message) => {
    expect(() => parseThresholds('t.json', content)).toThrow(message)
  })
})
