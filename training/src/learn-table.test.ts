import { describe, expect, it } from 'vitest'
import { channelCost } from '../../src/speller/channel.ts'
import { learnTable } from './learn-table.ts'

const times = (n: number, typed: string, intended: string) =>
  Array.from({ length: n }, () => ({ typed, intended, weight: 1 }))

describe('learnTable', () => {
  it('makes what was seen often cheap, what was seen seldom dear, and what was not seen dearest', () => {
    const table = learnTable([...times(50, 'recieve', 'receive'), ...times(2, 'receave', 'receive')], false)
    const often = channelCost(table, 'receive', 'recieve')
    const seldom = channelCost(table, 'receive', 'receave')
    expect(often).toBeLessThan(seldom)
    expect(seldom).toBeLessThan(channelCost(table, 'receive', 'recqive'))
  })

  it('learns where in a word, and between which letters', () => {
    const table = learnTable([...times(40, 'nife', 'knife'), ...times(40, 'bankar', 'banker')], false)
    expect(table.rules).toHaveProperty('^kn>^n')
    expect(channelCost(table, 'knob', 'nob')).toBeLessThan(channelCost(table, 'banker', 'baner'))
  })

  it('lets a finger hit the key beside only where slips are asked for', () => {
    const pairs = times(5, 'recieve', 'receive')
    expect(channelCost(learnTable(pairs, true), 'cat', 'cst')).toBeLessThan(9)
    expect(channelCost(learnTable(pairs, true), 'cat', 'cpt')).toBe(12)
    expect(channelCost(learnTable(pairs, false), 'cat', 'cst')).toBe(12)
  })

  it('leaves out pairs that are no slip: equal ones, very short ones, other words', () => {
    const nothing = learnTable([...times(9, 'same', 'same'), ...times(9, 'ab', 'ac')], false)
    expect(nothing.substitution).toEqual({})
    expect(learnTable(times(9, 'xylophone', 'guitar'), false).substitution).toEqual({})
  })
})
