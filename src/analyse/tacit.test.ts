import { describe, expect, it } from 'vitest'
import { createReceptions, isOutnumbered } from './tacit.ts'

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

describe('createReceptions', () => {
  it('counts what was let be of those rewrites that somebody took back', () => {
    const receptions = createReceptions()
    receptions.reverted('nikee', 'nike')
    for (let i = 0; i < 3; i++) receptions.silent('nikee', 'nike')
    receptions.silent('nikee', 'nikon')
    receptions.reverted('shose', 'hose')
    receptions.silent('adidsa', 'adidas')
    expect(receptions.of('nikee')).toEqual({ reverted: 1, silent: 3 })
    expect(receptions.of('shose')).toEqual({ reverted: 1, silent: 0 })
    expect(receptions.of('adidsa')).toEqual({ reverted: 0, silent: 0 })
    expect(receptions.of('none')).toEqual({ reverted: 0, silent: 0 })
  })
})
