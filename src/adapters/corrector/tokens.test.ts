import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf, bytesOf, clip, nameTokens, padded, previousTokens, queryTokens, textOf } from './tokens.ts'

describe('tokens', () => {
  it('marks brands, other names, earlier queries and the query', () => {
    const name = { text: 'Nike', form: 'ab', count: 70 } as const
    expect(nameTokens({ ...name, kind: 'brand' }).tokens).toEqual([260, 267, 97, 98])
    expect(nameTokens({ ...name, kind: 'phrase' }).tokens).toEqual([261, 267, 97, 98])
    expect(previousTokens('ab').tokens).toEqual([262, 264, 97, 98])
    expect(queryTokens('ü')).toEqual([259, 0xc3, 0xbc])
  })

  it('gives names of different symbols different keys', () => {
    const keys = [
      nameTokens({ text: '', form: 'a', kind: 'brand', count: 1 }),
      nameTokens({ text: '', form: 'a', kind: 'line', count: 1 }),
      nameTokens({ text: '', form: 'a', kind: 'brand', count: 4 }),
      previousTokens('a'),
    ].map(({ key }) => key)
    expect(new Set(keys).size).toBe(4)
  })

  it.each([
    [0, 0],
    [1, 0],
    [3, 0],
    [4, 1],
    [15, 1],
    [16, 2],
    [16_383, 6],
    [16_384, 7],
    [1e12, 7],
  ])('puts a count of %d into bucket %d', (count, bucket) => expect(bucketOf(count)).toBe(bucket))

  it('clips to whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, limit) => {
        const bytes = clip(text, limit)
        expect(bytes.length).toBeLessThanOrEqual(limit)
        expect(bytesOf(text).length - bytes.length > 3 ? bytes.length > limit - 4 : true).toBe(true)
        expect(bytesOf(text).subarray(0, bytes.length)).toEqual(bytes)
        expect(textOf(bytes)).toBeDefined()
      }),
    )
  })

  it('reads bytes back, and refuses what is no text', () => {
    expect(textOf(bytesOf('crème ☕'))).toBe('crème ☕')
    expect(textOf(Uint8Array.of(0xc3))).toBeUndefined()
  })

  it('pads rows to the longest', () => {
    expect(padded([[1], [2, 3]])).toEqual({ data: Int32Array.of(1, 256, 2, 3), width: 2 })
    expect(padded([[]]).width).toBe(1)
  })
})
