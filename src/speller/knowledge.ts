import type { Background } from './background.ts'
import { channelCost, type ChannelTable } from './channel.ts'
import { osaDistance } from './edit-distance.ts'
import type { Letters } from './letters.ts'
import type { Ranker } from './ranker.ts'
import { soundOf } from './sounds.ts'
import type { WordVectors } from './word-vectors.ts'

/** Frequencies of the words of other languages. */
export interface WordTables {
  /** By BCP 47 primary subtag; undefined for a language without a table. Fails with `model_invalid` where a table cannot be read. */
  words(language: string): Promise<Background | undefined>
}

export const noWordTables: WordTables = { words: () => Promise.resolve(undefined) }

/** What was learned, beside the corrector's own weights. */
export interface Knowledge {
  readonly channel: ChannelTable
  /** In which ways the names of brands differ from words that they resemble. */
  readonly coinages: ChannelTable
  /** Of English. */
  readonly background: Background
  readonly languages: WordTables
  /** Misspellings that many people make; see `misspellingKey`. A hashed table: it answers, and cannot list. */
  readonly misspellings: Background
  readonly letters: Letters
  readonly vectors: WordVectors
  /** Weight of a corrector's evidence against the noisy channel's, in [0, 1]; chosen with the thresholds. */
  readonly modelWeight: number
  /** Most that the noisy channel gives its best reading where a corrector is still asked, in [0, 1]; 1: it always is. */
  readonly askUpTo: number
  /** Ranks candidates that a corrector has scored, and those that none has. */
  readonly rankers: { readonly model: Ranker; readonly channel: Ranker }
}

/** Key of a known misspelling in its table. */
export function misspellingKey(intended: string, typed: string): string {
  return `${typed}\t${intended}`
}

export function isKnownMisspelling(knowledge: Knowledge, intended: string, typed: string): boolean {
  return knowledge.misspellings.zipf(misspellingKey(intended, typed)) > 0
}

/** Key under which the table of misspellings says in how many ways a term is known to be misspelled. */
export function misspellingsKey(intended: string): string {
  return `\t${intended}`
}

/** The table holds tenths, so so many ways count as one unit. */
export const waysPerUnit = 10

/** In how many ways people are known to misspell a term; 0 to 255. */
export function misspellingsOf(knowledge: Knowledge, intended: string): number {
  return Math.round(knowledge.misspellings.zipf(misspellingsKey(intended)) * waysPerUnit)
}

/** Most that a well-known misspelling costs, in nats. */
const knownCost = 5

/** What a misspelling costs at most that sounds like the word, in nats: so much, and so much for each edit. */
const heardCost = { once: 6, edit: 2 }

/**
 * Channel cost of typing one form for another; less for misspellings that many make, and for those that sound alike. `cost`: the
 * channel's own, where it is known.
 */
export function spellingCost(
  knowledge: Knowledge,
  intended: string,
  typed: string,
  cost = channelCost(knowledge.channel, intended, typed),
): number {
  if (cost <= knownCost) return cost
  if (isKnownMisspelling(knowledge, intended, typed)) return knownCost
  if (cost <= heardCost.once + heardCost.edit || soundOf(intended) !== soundOf(typed)) return cost
  return Math.min(cost, heardCost.once + heardCost.edit * osaDistance(intended, typed, 9))
}
