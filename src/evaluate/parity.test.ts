import { describe, expect, it } from 'vitest'
import type { Hit } from '../speller/types.ts'
import { differenceOf, parityFailures, parityMarkdown, parityOf } from './parity.ts'

const hit = (form: string, edits: number, count = 1): Hit => ({
  name: { text: form, form, kind: 'term', count },
  edits,
  score: 1 / (1 + edits),
})
const [drill, drills, grill, trial] = [hit('drill', 0), hit('drills', 1), hit('grill', 1), hit('trial', 3)]

describe('differenceOf', () => {
  it.each([
    ['none', [drill, drills], [drill, drills]],
    ['none', [], []],
    ['order', [drills, grill], [grill, drills]],
    ['tie', [drill, drills], [drill, grill]],
    ['near', [drill, drills], [drill]],
    ['distant', [drill, trial], [drill]],
  ] as const)('calls a difference %s', (difference, first, second) => {
    expect(differenceOf('drill', first, second).difference).toBe(difference)
    expect(differenceOf('drill', second, first).difference).toBe(difference)
  })
})

describe('parityOf', () => {
  const parity = parityOf(
    [
      { span: 'drill', first: [drill, drills], second: [drill, drills] },
      { span: 'drill', first: [drill, trial], second: [drill] },
      { span: 'drill', first: [drills, drill], second: [drill, drills] },
      { span: 'drill', first: [drills], second: [] },
    ],
    [
      [3, 3],
      [0, 1],
    ],
    [
      { query: 'a', first: 'keep', second: 'keep' },
      { query: 'drlil', first: 'rewrite: drill', second: 'keep: drlil' },
    ],
  )

  it('gives shares of spans, counts and decisions, and lists the worst first', () => {
    expect(parity).toMatchObject({
      sameLists: 0.25,
      sameFirst: 0.5,
      sameSets: 0.5,
      sameNear: 0.75,
      sameCounts: 0.5,
      sameDecisions: 0.5,
    })
    expect(parity.otherDecisions.map(({ query }) => query)).toEqual(['drlil'])
    expect(parity.worst.map(({ difference }) => difference)).toEqual(['near', 'order', 'distant'])
  })

  it('says what falls short', () => {
    expect(parityFailures(parity)).toEqual([
      'sameFirst is 50.00 %, at least 99.90 % is demanded',
      'sameNear is 75.00 %, at least 99.90 % is demanded',
      'sameLists is 25.00 %, at least 98.50 % is demanded',
      'sameCounts is 50.00 %, at least 100.00 % is demanded',
      'sameDecisions is 50.00 %, at least 99.50 % is demanded',
    ])
    expect(parityFailures(parityOf([], [], []))).toEqual([])
  })

  it('writes text of the shop only where it is told to list', () => {
    expect(parityMarkdown(parity, false)).not.toMatch(/trial|drlil/)
    expect(parityMarkdown(parity, true)).toContain('trial (3)')
    expect(parityMarkdown(parity, true)).toMatch(/drlil +\| rewrite: drill \| keep: drlil/)
  })
})
