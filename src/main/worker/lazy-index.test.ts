import { expect, it } from 'vitest'
import { openMemoryIndex } from '../../adapters/catalog-index/embedded.ts'
import { nameOf } from '../../adapters/catalog-index/contract-harness.ts'
import { openLazily } from './lazy-index.ts'

const names = [nameOf('Gift', { count: 9, locale: 'en' }), nameOf('Gift', { count: 2, locale: 'de' })]

it('asks what it opened, once, with everything that it was asked', async () => {
  let opened = 0
  const index = openLazily(
    async () => (opened++, openMemoryIndex(names, [], 2)),
    () => undefined,
  )
  expect(opened).toBe(0)
  expect(await index.counts(['gift'], 'de')).toEqual([2])
  expect(await index.counts(['gift'])).toEqual([9])
  const [hits] = await index.search(['gifd'], { limit: 4, locale: 'de' })
  expect(hits!.map((hit) => hit.name.count)).toEqual([2])
  expect(opened).toBe(1)
})
