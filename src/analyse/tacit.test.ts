import { describe, expect, it } from 'vitest'
import { createReceptions, isOutnumbered, receptionOf } from './tacit.ts'

describe('isOutnumbered', () => {
  it.each([
    [0, 3, false],
    [1, 0, false],
    [1, 1, true],
    [2, 1, false],
    [2, 2, true],
    [5, 995, true],
    [12, 51, true],
    [30, 70, false],
  ])('%i took it back, %i said nothing: %s', (reverted, silent, expected) => {
    expect(isOutnumbered({ reverted, silent })).toBe(expected)
  })
})

describe('receptionOf', () => {
  it.each([
    [false, false, 'silent'],
    [false, true, 'reverted'],
    [true, true, 'reverted'],
    [true, false, undefined],
  ])('accepted %s, reverted %s: %s; nothing where a person judged', (isAccepted, isReverted, expected) => {
    const opinions = { isAccepted, isReverted, isRefused: isReverted }
    expect(receptionOf(opinions)).toBe(expected)
    expect(receptionOf({ ...opinions, label: { kind: 'right', decisionId: 'd' } })).toBeUndefined()
  })
})

describe('createReceptions', () => {
  it('counts what was let be of those rewrites that somebody took back', () => {
    const receptions = createReceptions()
    receptions.add('reverted', 'nikee', 'nike')
    for (let i = 0; i < 3; i++) receptions.add('silent', 'nikee', 'nike')
    receptions.add('silent', 'nikee', 'nikon')
    receptions.add('reverted', 'shose', 'hose')
    receptions.add('silent', 'adidsa', 'adidas')
    expect(receptions.of('nikee')).toEqual({ reverted: 1, silent: 3 })
    expect(receptions.of('shose')).toEqual({ reverted: 1, silent: 0 })
    expect(receptions.of('adidsa')).toEqual({ reverted: 0, silent: 0 })
    expect(receptions.of('none')).toEqual({ reverted: 0, silent: 0 })
  })
})
