import { describe, expect, it } from 'vitest'
import { emptyLetters } from './letters.ts'
import { emptyWordVectors } from './word-vectors.ts'
import { decodeBackground, emptyBackground, encodeBackground } from './background.ts'
import { channelCost, type ChannelTable } from './channel.ts'
import {
  isKnownMisspelling,
  type Knowledge,
  misspellingKey,
  misspellingsKey,
  misspellingsOf,
  noWordTables,
  spellingCost,
  waysPerUnit,
} from './knowledge.ts'
import { decodeTrees } from './trees.ts'

const channel: ChannelTable = {
  substitution: { ae: 2 },
  deletion: {},
  insertion: {},
  transposition: {},
  unseen: 9,
  firstLetter: 0,
}
const ranker = {
  features: [],
  trees: decodeTrees([], new Uint8Array(), 0)!,
  temperature: 1,
  calibration: { keep: { slope: 1, offset: 0 }, change: { slope: 1, offset: 0 } },
}
const misspellings = decodeBackground(
  encodeBackground(
    new Map([
      [misspellingKey('definitely', 'definately'), 1],
      [misspellingKey('cat', 'cet'), 1],
    ]),
  ),
)
const knowledge: Knowledge = {
  channel,
  coinages: channel,
  background: emptyBackground,
  languages: noWordTables,
  letters: emptyLetters,
  vectors: emptyWordVectors,
  modelWeight: 0.5,
  askUpTo: 1,
  misspellings,
  rankers: { model: ranker, channel: ranker },
}

describe('isKnownMisspelling', () => {
  it('knows the pair, one way round only', () => {
    expect(isKnownMisspelling(knowledge, 'definitely', 'definately')).toBe(true)
    expect(isKnownMisspelling(knowledge, 'definately', 'definitely')).toBe(false)
    expect(isKnownMisspelling(knowledge, 'definite', 'definately')).toBe(false)
  })
})

describe('misspellingsOf', () => {
  it('says in how many ways people are known to misspell a term, and 0 of others', () => {
    const table = decodeBackground(encodeBackground(new Map([[misspellingsKey('receive'), 12 / waysPerUnit]])))
    expect(misspellingsOf({ ...knowledge, misspellings: table }, 'receive')).toBe(12)
    expect(misspellingsOf({ ...knowledge, misspellings: table }, 'recieve')).toBe(0)
  })
})

describe('spellingCost', () => {
  it('makes a costly misspelling cheaper when many make it', () => {
    expect(channelCost(channel, 'definitely', 'definately')).toBe(9)
    expect(spellingCost(knowledge, 'definitely', 'definately')).toBe(5)
  })

  it('makes what sounds alike cheaper, by its edits', () => {
    const dear = { ...knowledge, channel: { ...channel, unseen: 30 } }
    expect(channelCost(dear.channel, 'vinyl', 'vynal')).toBe(60)
    expect(spellingCost(dear, 'vinyl', 'vynal')).toBe(6 + 2 * 2)
    expect(spellingCost(dear, 'vinyl', 'vinqp')).toBe(60)
  })

  it('leaves a cheap one, and one that nobody makes, at what the channel says', () => {
    expect(spellingCost(knowledge, 'cat', 'cet')).toBe(2)
    expect(spellingCost(knowledge, 'nike', 'nbke')).toBe(9)
    expect(spellingCost(knowledge, 'nike', 'nike')).toBe(0)
  })
})
