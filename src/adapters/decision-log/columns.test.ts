import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromStored, toStored } from './columns.ts'
import { anyText } from './contract-records.ts'

describe('toStored', () => {
  it.each([
    ['red bull', 'red bull'],
    ['a\0b', 'a\\u0000b'],
    ['\ud83d', '\\ud83d'],
    ['😀', '😀'],
    ['C:\\temp', 'C:\\temp'],
    ['\\u0000', '\\u005cu0000'],
  ])('stores %j as %j', (text, stored) => {
    expect(toStored(text)).toBe(stored)
  })

  it('holds nothing that PostgreSQL refuses, and fromStored is its inverse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(toStored(text)).not.toMatch(/\0|\p{Surrogate}/u)
        expect(fromStored(toStored(text))).toBe(text)
      }),
    )
  })
})
