import { beforeAll, describe, expect, it } from 'vitest'
import type { Speller } from '../speller/ports.ts'
import { openSampleSpeller } from './testing/sample-speller.ts'

// What a catalog of 6,325 products must not be taken to say by what it lacks; as served without a model.

let speller: Speller
beforeAll(async () => {
  ;({ speller } = await openSampleSpeller())
})

describe('a small catalog', () => {
  it.each(['plant pots', 'terracotta plant pots', 'slate shoes', 'lap desk'])(
    'leaves %j as it is, whose words are common, though it sells none such',
    async (query) => {
      expect((await speller.correct(query)).applied).toBe(query)
    },
  )

  it.each(['babygro', 'aquaclean', 'unibond', 'woodgrip'])(
    'leaves %j as it is, which may be a brand: it has the parts, but nowhere side by side',
    async (query) => {
      expect((await speller.correct(query)).applied).toBe(query)
    },
  )

  it.each([
    ['stainless steal kettle', 'stainless steel kettle'],
    ['steal toe boots', 'steel toe boots'],
    ['runingshoes', 'running shoes'],
    ['headphones wireles', 'headphones wireless'],
  ])('still corrects %j', async (query, meant) => {
    expect((await speller.correct(query)).applied).toBe(meant)
  })
})
