import { expect, it } from 'vitest'
import { createKeptLists } from './kept-lists.ts'

it('keeps lists in order, also empty ones, up to the first that finds no room', () => {
  const kept = createKeptLists(5, 100, 4)
  const into = Uint32Array.of(9, 9, 9)
  kept.keep(Uint32Array.of(1, 2, 3), 2)
  kept.keep(into, 0)
  kept.keep(Uint32Array.of(4), 1)
  kept.keep(Uint32Array.of(5, 6), 2)
  // would find room, but for the one before
  kept.keep(Uint32Array.of(7), 1)
  const lists = [0, 1, 2, 3, 4].map((place) => {
    const length = kept.read(place, into)
    return length < 0 ? undefined : [...into.subarray(0, length)]
  })
  expect(lists).toEqual([[1, 2], [], [4], undefined, undefined])
})
