import { beforeAll, describe, expect, it } from 'vitest'
import type { Speller } from '../speller/ports.ts'
import { openSampleSpeller } from './testing/sample-speller.ts'

// Over the sample catalog, as served without a model.

let speller: Speller
beforeAll(async () => {
  ;({ speller } = await openSampleSpeller())
})

describe('words run together', () => {
  it.each([
    ['stainlesssteelkettle', 'stainless steel kettle'],
    ['coffeemachinewithgrinder', 'coffee machine with grinder'],
    ['kidswaterbottle blue', 'kids water bottle blue'],
  ])('%j are taken apart', async (query, meant) => {
    expect(await speller.correct(query)).toMatchObject({ applied: meant, verdict: 'rewrite' })
  })

  it.each(['weatherbeeta', 'magicbulletblender', 'noisecancellingheadphones black'])(
    'are at most suggested in %j, of which no title has two side by side',
    async (query) => {
      expect((await speller.correct(query)).applied).toBe(query)
    },
  )
})

describe('a letter beside a word', () => {
  it.each([
    ['vitaminc tablets', 'vitamin c tablets'],
    ['xacto knife', 'x acto knife'],
  ])('%j is what titles write apart', async (query, meant) => {
    expect((await speller.correct(query)).applied).toBe(meant)
  })
})
