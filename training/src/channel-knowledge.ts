import { readFileSync } from 'node:fs'
import { decodeBackground } from '../../src/speller/background.ts'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { featureNames } from '../../src/speller/feature-names.ts'
import { type Knowledge, noWordTables } from '../../src/speller/knowledge.ts'
import { decodeLetters } from '../../src/speller/letters.ts'
import type { Ranker } from '../../src/speller/ranker.ts'
import { decodeTrees } from '../../src/speller/trees.ts'
import { decodeWordVectors } from '../../src/speller/word-vectors.ts'

/** A ranker that takes all candidates for equally probable. */
export const blankRanker: Ranker = {
  features: featureNames,
  trees: decodeTrees([], new Uint8Array(), 0)!,
  temperature: 1,
  calibration: { keep: { slope: 1, offset: 0 }, change: { slope: 1, offset: 0 } },
}

/** Queries of which the noisy channel is surer teach no choice. */
export const askUpTo = 0.999

/** What the speller knows, from `models/`, with blank rankers: for making what the rankers are trained on. */
export function untrainedKnowledge(): Knowledge {
  const json = (file: string) => JSON.parse(readFileSync(`models/${file}`, 'utf8')) as ChannelTable
  const bytes = (file: string) => new Uint8Array(readFileSync(`models/${file}`))
  return {
    channel: json('channel.json'),
    coinages: json('coinages.json'),
    background: decodeBackground(bytes('background.bin')),
    languages: noWordTables,
    misspellings: decodeBackground(bytes('misspellings.bin')),
    letters: decodeLetters(bytes('letters.bin')),
    vectors: decodeWordVectors(bytes('word-vectors.bin')),
    // the model ranker learns from the model's evidence alone
    modelWeight: 1,
    askUpTo,
    rankers: { model: blankRanker, channel: blankRanker },
  }
}
