import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { decodeBackground } from '../speller/background.ts'
import { cautious } from '../speller/caution.ts'
import type { ChannelTable } from '../speller/channel.ts'
import type { DecideOptions } from '../speller/decide.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { decodeLetters } from '../speller/letters.ts'
import { checkRanker, type Ranker } from '../speller/ranker.ts'
import { decodeTrees } from '../speller/trees.ts'

const costs = z.record(z.string(), z.number())
const channelSchema = z.object({
  substitution: costs,
  deletion: costs,
  insertion: costs,
  transposition: costs,
  unseen: z.number(),
  firstLetter: z.number(),
  rules: z.record(z.string().regex(/^[^>]{1,3}>[^>]{0,3}$/), z.number()).optional(),
})
const lineSchema = z.object({ slope: z.number().positive(), offset: z.number() })
const rankerSchema = z
  .object({
    features: z.array(z.string()),
    sizes: z.array(z.int().positive()),
    nodes: z.base64(),
    temperature: z.number().positive(),
    calibration: z.object({ keep: lineSchema, change: lineSchema }),
  })
  .transform(({ sizes, nodes, ...ranker }, context): Ranker => {
    const trees = decodeTrees(
      sizes,
      Uint8Array.from(atob(nodes), (character) => character.charCodeAt(0)),
      ranker.features.length,
    )
    if (trees) return { ...ranker, trees }
    context.addIssue('nodes that are no trees of these sizes')
    return z.NEVER
  })
const tablesSchema = z.object({ tables: z.string().default('.') })
const share = z.number().min(0).max(1)
const thresholdsSchema = z.object({
  suggestAt: share,
  rewriteAt: share,
  typedAtMost: share,
  rightWordAtMost: share,
  exactNameAt: share,
})

/**
 * Everything learned that a speller needs beside a corrector; fails with `model_invalid`, naming the file. A model's
 * `config.json` may name, in `tables`, the folder whose channel and tables it shares, relative to its own.
 */
export function loadKnowledge(modelDir: string): Knowledge {
  const tables = existsSync(join(modelDir, 'config.json')) ? json(modelDir, 'config.json', tablesSchema).tables : '.'
  const shared = join(modelDir, tables)
  const rankers = json(modelDir, 'ranker.json', z.object({ model: rankerSchema, channel: rankerSchema }))
  const table = (file: string): ChannelTable => {
    const { rules = {}, ...edits } = json(shared, file, channelSchema)
    return { ...edits, rules }
  }
  const { modelWeight } = json(modelDir, 'operating-point.json', z.object({ modelWeight: share }))
  return {
    channel: table('channel.json'),
    coinages: table('coinages.json'),
    modelWeight,
    background: decodeBackground(bytes(shared, 'background.bin')),
    misspellings: decodeBackground(bytes(shared, 'misspellings.bin')),
    letters: decodeLetters(bytes(shared, 'letters.bin')),
    rankers: { model: checkRanker(rankers.model), channel: checkRanker(rankers.channel) },
  }
}

/** The thresholds that were chosen for these weights, at the caution of the settings, with those of the settings instead where given. */
export function loadThresholds(
  modelDir: string,
  given: {
    readonly caution?: number
    readonly suggestAt?: number | undefined
    readonly rewriteAt?: number | undefined
  } = {},
): { readonly model: DecideOptions; readonly channel: DecideOptions } {
  const chosen = json(
    modelDir,
    'operating-point.json',
    z.object({ model: thresholdsSchema, channel: thresholdsSchema }),
  )
  const merge = (options: DecideOptions): DecideOptions => {
    const own = cautious(options, given.caution ?? 1)
    const rewriteAt = given.rewriteAt ?? own.rewriteAt
    return { ...own, rewriteAt, suggestAt: given.suggestAt ?? Math.min(own.suggestAt, rewriteAt) }
  }
  return { model: merge(chosen.model), channel: merge(chosen.channel) }
}

function bytes(modelDir: string, name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(join(modelDir, name)))
  } catch (cause) {
    throw new SpellerError(
      'model_invalid',
      `${join(modelDir, name)} cannot be read. Set QUERYMEND_MODEL to the models folder.`,
      {
        cause,
      },
    )
  }
}

function json<T>(modelDir: string, name: string, schema: z.ZodType<T>): T {
  const text = new TextDecoder().decode(bytes(modelDir, name))
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new SpellerError('model_invalid', `${join(modelDir, name)} is not what this program reads. Restore it.`, {
      cause,
    })
  }
}
