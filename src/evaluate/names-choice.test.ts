import { describe, expect, it } from 'vitest'
import { chooseNames, choiceMarkdown } from './names-choice.ts'

/** A set of 40 queries of which the law says that `enough` names do, with the numbers of queries that each k answers exactly. */
const setOf = (
  set: string,
  enough: number | null,
  hits: Readonly<Record<number, readonly [from: number, to: number]>>,
) => ({
  sweep: {
    set,
    system: 'context',
    points: [],
    laws: [
      {
        law: 'power' as const,
        parameters: {},
        deviance: 0,
        degreesOfFreedom: 0,
        aic: 0,
        rootMeanSquareError: 0,
        predict: () => 0,
        enough: 0,
      },
      {
        law: 'bayesian' as const,
        parameters: {},
        deviance: 0,
        degreesOfFreedom: 0,
        aic: 0,
        rootMeanSquareError: 0,
        predict: () => 0,
        enough,
      },
    ],
  },
  answers: Object.entries(hits).map(([k, [from, to]]) => ({
    set,
    k: Number(k),
    exact: Array.from({ length: 40 }, (_, i) => i >= from && i < to),
  })),
})

const choose = (sets: readonly ReturnType<typeof setOf>[], inForce: number) =>
  chooseNames(
    sets.map(({ sweep }) => sweep),
    sets.flatMap(({ answers }) => answers),
    inForce,
    0.001,
  )

const flat = { 0: [0, 20], 2: [0, 20], 4: [0, 20], 8: [0, 20] } as const

describe('chooseNames', () => {
  it.each([
    ['the most that a set asks for', [1, 2], 2],
    ['the next measured number above it', [3, 0], 4],
    ['the most measured where none is enough', [null, 2], 8],
    ['no more than nothing', [0, 0], 0],
  ])('takes %s', (_, asked, enough) => {
    const sets = asked.map((one, i) => setOf(`set ${i}`, one, flat))
    expect(choose(sets, 8)).toMatchObject({ enough, verdict: 'stands' })
  })

  it('raises too few', () => {
    expect(choose([setOf('a', 4, flat)], 2)).toMatchObject({ enough: 4, verdict: 'raise' })
  })

  it('raises nothing to what is significantly worse', () => {
    // 6 queries are lost, none won: p = 2 / 2^6 = 0.03125
    const found = choose([setOf('a', 4, flat), setOf('b', 0, { ...flat, 4: [6, 20] })], 2)
    expect(found.verdict).toBe('stands')
    expect(found.sets[1]).toEqual({
      set: 'b',
      enough: 0,
      onlyEnough: 0,
      onlyInForce: 6,
      p: expect.closeTo(0.03125, 10) as number,
    })
  })

  it('lowers more than enough only where fewer are significantly better', () => {
    const better = (won: number) => choose([setOf('a', 2, { ...flat, 2: [0, 20 + won] })], 8).verdict
    expect([better(0), better(5), better(6)]).toEqual(['stands', 'stands', 'lower'])
    const worseElsewhere = [setOf('a', 2, { ...flat, 2: [0, 26] }), setOf('b', 2, { ...flat, 2: [6, 20] })]
    expect(choose(worseElsewhere, 8).verdict).toBe('stands')
  })

  it('is written with what would change', () => {
    const found = choose([setOf('a', 2, { ...flat, 2: [0, 26] })], 8)
    const text = choiceMarkdown(found)
    expect(text).toContain('## The number in force, 8, should be lowered to 2')
    expect(text).toContain('| a | 2 | 6 | 0 | 0.0313 |')
  })
})
