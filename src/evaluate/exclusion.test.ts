import { describe, expect, it } from 'vitest'
import { createExclusion } from './exclusion.ts'

describe('createExclusion', () => {
  it('excludes whole terms, whatever their case, accents and punctuation', () => {
    const isExcluded = createExclusion('word\nBOSCH\nrené\n')
    expect(['Bosch 18V Drill', 'drill (bosch)', 'Rene salon'].map(isExcluded)).toEqual([true, true, true])
    expect(['boschs', 'word art', ''].map(isExcluded)).toEqual([false, false, false])
  })

  it('excludes brands of several terms where they stand in order', () => {
    const isExcluded = createExclusion('Coca-Cola\t12\nred bull\t3')
    expect(['COCA COLA zero', 'the Red Bull can'].map(isExcluded)).toEqual([true, true])
    expect(['bull red', 'cola', 'cocacola', 'red bullet'].map(isExcluded)).toEqual([false, false, false, false])
  })

  it('takes a first line that is no header for a word', () => {
    expect(createExclusion('abadia\nabc')('abadia towel')).toBe(true)
  })
})
