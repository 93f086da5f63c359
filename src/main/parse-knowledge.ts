import { z } from 'zod'
import { decodeBackground } from '../speller/background.ts'
import { cautious } from '../speller/caution.ts'
import type { ChannelTable } from '../speller/channel.ts'
import type { DecideOptions } from '../speller/decide.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { decodeLetters } from '../speller/letters.ts'
import { checkRanker, type Ranker } from '../speller/ranker.ts'
import type { SpellerSettings } from '../speller/speller.ts'
import { decodeTrees } from '../speller/trees.ts'
import { decodeWordVectors } from '../speller/word-vectors.ts'
import { named } from './named-file.ts'
import { type ListedLanguages, openWordTables } from './word-tables.ts'

// records of thousands of numbers, which `z.record` would check by copying them
const costs = z.custom<Readonly<Record<string, number>>>(isRecordOfNumbers)
const rules = costs.refine((record) => Object.keys(record).every((key) => /^[^>]{1,3}>[^>]{0,3}$/.test(key)))
const channelSchema = z.object({
  substitution: costs,
  deletion: costs,
  insertion: costs,
  transposition: costs,
  unseen: z.number(),
  firstLetter: z.number(),
  rules: rules.optional(),
})
const lineSchema = z.object({ slope: z.number().positive(), offset: z.number() })
const rankerFields = {
  features: z.array(z.string()),
  sizes: z.array(z.int().positive()),
  nodes: z.string(),
  temperature: z.number().positive(),
  calibration: z.object({ keep: lineSchema, change: lineSchema }),
}
const rankerSchema = z.object(rankerFields).transform(unpacked)
const rankersSchema = z
  .object({
    channel: rankerSchema,
    /** `base`: its trees go on from that ranker's. Absent as a whole: the channel's ranker serves for both. */
    model: z
      .object({ ...rankerFields, base: z.literal('channel').optional() })
      .transform(({ base, ...fields }, context) => ({ base, ranker: unpacked(fields, context) }))
      .optional(),
  })
  .transform(({ channel, model }): Knowledge['rankers'] => ({
    channel,
    model: model === undefined ? channel : model.base ? { ...model.ranker, base: channel } : model.ranker,
  }))
const tablesSchema = z.object({ tables: z.string().default('.') })
const share = z.number().min(0).max(1)
const thresholdsSchema = z.object({
  suggestAt: share,
  rewriteAt: share,
  typedAtMost: share,
  rightWordAtMost: share,
  loneTermAtMost: share,
  exactNameAt: share,
})

/** The files of a folder, wherever it is. */
export interface Folder {
  /** How messages call a file of it. */
  readonly pathOf: (name: string) => string
  /** Fails with `model_invalid` where the file cannot be read. */
  readonly read: (name: string) => Uint8Array
  /** The same of a file that is read when it is first needed. */
  readonly readLater: (name: string) => Promise<Uint8Array>
}

/** What is learned with a corrector, in its own folder. */
export const ownFiles = ['ranker.json', 'operating-point.json'] as const
/** What correctors may share, in the folder of `tablesOf`. */
export const sharedFiles = [
  'channel.json',
  'coinages.json',
  'background.bin',
  'languages.json',
  'misspellings.bin',
  'letters.bin',
  'word-vectors.bin',
] as const

/** Path of the folder whose channel and tables a model shares, relative to its own; read from its `config.json`. */
export function tablesOf(folder: Folder): string {
  return json(folder, 'config.json', tablesSchema).tables
}

/** Everything learned that a speller needs beside a corrector; fails with `model_invalid`, naming the file. */
export function parseKnowledge(own: Folder, shared: Folder): Knowledge {
  const rankers = json(own, 'ranker.json', rankersSchema)
  const table = (file: string): ChannelTable => {
    const { rules = {}, ...edits } = json(shared, file, channelSchema)
    return { ...edits, rules }
  }
  const { modelWeight, askUpTo } = json(own, 'operating-point.json', z.object({ modelWeight: share, askUpTo: share }))
  return {
    channel: table('channel.json'),
    coinages: table('coinages.json'),
    modelWeight,
    askUpTo,
    background: decoded(shared, 'background.bin', decodeBackground),
    languages: openWordTables(listedLanguages(shared), { pathOf: shared.pathOf, readLater: shared.readLater }),
    misspellings: decoded(shared, 'misspellings.bin', decodeBackground),
    letters: decoded(shared, 'letters.bin', decodeLetters),
    vectors: decoded(shared, 'word-vectors.bin', decodeWordVectors),
    rankers: named(own, 'ranker.json', () => ({
      model: checkRanker(rankers.model),
      channel: checkRanker(rankers.channel),
    })),
  }
}

const languagesSchema = z.record(
  z.string().regex(/^[a-z]{2,3}$/),
  z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
)

/** Languages beside English whose words `languages.json` of a folder lists, with the hashes of their tables. */
export function listedLanguages(folder: Folder): ListedLanguages {
  return json(folder, 'languages.json', languagesSchema)
}

/** Thresholds of the settings, which stand in for those of a model. */
export interface GivenThresholds {
  readonly caution?: number
  readonly suggestAt?: number | undefined
  readonly rewriteAt?: number | undefined
}

/** The thresholds that were chosen for these weights, at the caution of the settings, with those of the settings instead where given. */
export function parseThresholds(own: Folder, given: GivenThresholds = {}): SpellerSettings['thresholds'] {
  const chosen = json(own, 'operating-point.json', z.object({ model: thresholdsSchema, channel: thresholdsSchema }))
  const merge = (options: DecideOptions): DecideOptions => {
    const cautiously = cautious(options, given.caution ?? 1)
    const rewriteAt = given.rewriteAt ?? cautiously.rewriteAt
    return { ...cautiously, rewriteAt, suggestAt: given.suggestAt ?? Math.min(cautiously.suggestAt, rewriteAt) }
  }
  return { model: merge(chosen.model), channel: merge(chosen.channel) }
}

function isRecordOfNumbers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((each) => Number.isFinite(each))
}

/** A ranker with its trees; an issue where the nodes are none of these sizes. */
function unpacked(
  { sizes, nodes, ...ranker }: Omit<Ranker, 'trees'> & { readonly sizes: readonly number[]; readonly nodes: string },
  context: z.RefinementCtx,
): Ranker {
  const bytes = decodeBase64(nodes)
  const trees = bytes && decodeTrees(sizes, bytes, ranker.features.length)
  if (trees) return { ...ranker, trees }
  context.addIssue('nodes that are no trees of these sizes')
  return z.NEVER
}

/** Undefined for text that is not base64. */
function decodeBase64(text: string): Uint8Array | undefined {
  let characters: string
  try {
    characters = atob(text)
  } catch {
    return undefined
  }
  const bytes = new Uint8Array(characters.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i)
  return bytes
}

function json<T>(folder: Folder, name: string, schema: z.ZodType<T>): T {
  const text = new TextDecoder().decode(folder.read(name))
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SpellerError('model_invalid', `${folder.pathOf(name)} is not what this program reads. Restore it.`, {
      cause,
    })
  }
}

function decoded<T>(folder: Folder, name: string, decode: (file: Uint8Array) => T): T {
  const file = folder.read(name)
  return named(folder, name, () => decode(file))
}
