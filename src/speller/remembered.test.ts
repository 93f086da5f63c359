import { expect, it } from 'vitest'
import { kept, remembered, rememberedPair } from './remembered.ts'

it('kept works out what is not there, and nothing else', () => {
  const known = new Map([['a', 0]])
  expect([kept(known, 'a', () => 7), kept(known, 'b', () => 8), kept(known, 'b', () => 9)]).toEqual([0, 8, 8])
  expect(known).toEqual(new Map(Object.entries({ a: 0, b: 8 })))
})

it('remembered asks once for each key', () => {
  const asked: string[] = []
  const length = remembered((key: string) => asked.push(key))
  expect([length('a'), length('a'), length('b')]).toEqual([1, 1, 2])
  expect(asked).toEqual(['a', 'b'])
})

it('rememberedPair asks once for each ordered pair', () => {
  const asked: string[] = []
  const cost = rememberedPair((a, b) => asked.push(`${a} ${b}`))
  expect([cost('a', 'b'), cost('a', 'b'), cost('b', 'a')]).toEqual([1, 1, 2])
  expect(asked).toEqual(['a b', 'b a'])
})
