import { describe, expect, it } from 'vitest'
import type { Report } from '../evaluate/report.ts'
import { outcomeOf } from '../evaluate/outcome.ts'
import { answerOf } from '../evaluate/testing.ts'
import { candidateThresholds, goldOf, netFixesOf, netLosses, refusals } from './gate.ts'
import { logged } from './testing.ts'
import { trainingPairs } from './training-pairs.ts'

async function* streamOf<Item>(items: readonly Item[]) {
  yield* items
}

const check = (value: number | null, holds: boolean) => ({
  ...{ set: 'gold.jsonl', system: 'candidate', measure: 'accuracy', wanted: '>=0.8', value, holds },
})
const report = (system: string, onlySystem: number, onlyBaseline: number, p: number) =>
  ({
    sets: [{ name: 'log', systems: [], comparisons: [{ system, baseline: 'current', onlySystem, onlyBaseline, p }] }],
  }) as unknown as Report

describe('refusals', () => {
  it.each([
    ['nothing where all holds', report('candidate', 5, 5, 1), check(0.9, true), []],
    [
      'a threshold that is past',
      report('candidate', 5, 5, 1),
      check(0.7654321, false),
      [/accuracy is 0.76543, wanted >=0.8$/],
    ],
    ['a measure that is not defined', report('candidate', 5, 5, 1), check(null, false), [/accuracy is undefined/]],
    [
      'a candidate that is significantly worse',
      report('candidate', 1, 12, 0.003),
      check(1, true),
      [/^log: the candidate alone is right on 1 queries, the current model alone on 12 \(McNemar, p = 0.0030\)$/],
    ],
    ['nothing where it is significantly better', report('candidate', 12, 1, 0.003), check(1, true), []],
    ['nothing where the difference may be chance', report('candidate', 1, 5, 0.2188), check(1, true), []],
    ['nothing of its noisy channel alone', report('candidate-channel', 0, 40, 1e-9), check(1, true), []],
  ])('name %s', (_, own, checked, wanted) => {
    const found = refusals([own], [checked])
    expect(found).toHaveLength(wanted.length)
    wanted.forEach((pattern, i) => expect(found[i]).toMatch(pattern))
  })
})

describe('refusals of a model that fails', () => {
  const reportOf = (current: number, candidate: number) =>
    ({
      sets: [
        {
          name: 'gold.jsonl',
          comparisons: [],
          systems: [
            { system: 'current', degraded: current },
            { system: 'candidate', degraded: candidate },
            { system: 'candidate-channel', degraded: 0 },
          ],
        },
      ],
    }) as unknown as Report

  it('name it whatever the thresholds say, since its noisy channel answers well without it', () => {
    expect(refusals([reportOf(1, 400)], [])).toEqual([
      'gold.jsonl: the candidate failed on 400 queries, which its noisy channel answered alone; the current model on 1',
    ])
  })

  it.each([
    [0, 0],
    [3, 2],
  ])('are none where the current one fails as often: %i and %i', (current, candidate) => {
    expect(refusals([reportOf(current, candidate)], [])).toEqual([])
  })
})

describe('netLosses', () => {
  const measured = (system: string, value: number | null, hits: number) => ({
    system,
    measures: { netFixesPer1000: { value }, falseCorrectionRate: { hits, n: 331 } },
  })
  const reportOf = (...systems: readonly ReturnType<typeof measured>[]) =>
    ({ misspelledShare: 0.12, sets: [{ name: 'gold.jsonl', systems }] }) as unknown as Report

  it('names both figures, and what broke, where the candidate loses more than it may', () => {
    const report = reportOf(measured('current', 85.44, 1), measured('candidate', 84.7, 3))
    expect(netLosses(report, 0.5)).toEqual([
      'gold.jsonl: net fixes per 1,000 queries, 12 % of them misspelled, fall from 85.4 to 84.7, by more than 0.5; ' +
        'right queries broken: 1 of 331 before, 3 of 331 now',
    ])
    expect(netLosses(report, 0.8)).toEqual([])
  })

  it.each([
    ['a loss that is just allowed', 85.5, 85],
    ['a gain', 84, 90],
    ['a set on which it is not defined', null, null],
  ])('says nothing of %s', (_, current, candidate) => {
    const report = reportOf(
      measured('candidate', candidate, 9),
      measured('current', current, 0),
      measured('candidate-channel', 10, 0),
    )
    expect(netLosses(report, 0.5)).toEqual([])
    expect(netFixesOf(report.sets[0]!)).toEqual([current, candidate])
  })
})

describe('candidateThresholds', () => {
  it('holds the limits of ours against the candidate, and leaves those of other systems', () => {
    const limit = { set: '*', measure: 'accuracy', relation: '>=' as const, limit: 0.8 }
    const systems = ['context', 'channel', 'symspell', 'nothing'].map((system) => ({ ...limit, system }))
    expect(candidateThresholds(systems).map(({ system }) => system)).toEqual(['candidate', 'candidate-channel'])
  })
})

describe('goldOf', () => {
  it('takes labels and reverts, but not what only the current model could win', () => {
    const pair = { query: 'nikee', meant: 'nike', written: { query: 'Nikee', meant: 'Nike' }, names: [], previous: [] }
    const pairs = (['labelled', 'accepted', 'reverted'] as const).map((source) => ({ ...pair, source }))
    expect(goldOf(pairs).map(({ query, golds, slice }) => [query, golds, slice])).toEqual([
      ['Nikee', ['Nike'], 'labelled'],
      ['Nikee', ['Nike'], 'reverted'],
    ])
  })

  it('asks in the locale of the decision', () => {
    const written = { query: 'nikee', meant: 'nike' }
    const pair = { ...written, written, names: [], previous: [], source: 'labelled' } as const
    expect(goldOf([pair, { ...pair, locale: 'de' }]).map((gold) => gold.locale)).toEqual([undefined, 'de'])
  })

  it('wants marks as a person wrote them, so that a correction with them is right and one without is not', async () => {
    const label = { kind: 'should_be', text: 'Kühlschrank' } as const
    const decision = logged('kuhlschrnk', { locale: 'de' }, { labels: [label] })
    const [gold] = goldOf((await trainingPairs(streamOf([decision]))).pairs)
    const fateOfAnswer = (text: string) => outcomeOf(gold!, answerOf('kuhlschrnk', text, 'rewrite', 1)).fate
    expect([fateOfAnswer('kühlschrank'), fateOfAnswer('kuhlschrank')]).toEqual(['fixed', 'miscorrected'])
  })
})
