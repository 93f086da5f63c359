import { InvalidArgumentError } from 'commander'
import { type RetrieverName, retrieverNames } from '../speller/retrievers.ts'

/**
 * As `all` orders them, from the least to the system in full. Those that begin with `llm` have the remote model of LLM_BASE_URL in place of
 * the corrector of the settings: alone, and in the speller.
 */
export const systemNames = [
  'nothing',
  'channel',
  'symspell',
  'hunspell',
  'model',
  'model-names',
  'no-retrieval',
  'no-context',
  'context',
  'llm',
  'llm-names',
  'llm-no-context',
  'llm-context',
] as const
export type PlainSystemName = (typeof systemNames)[number]

/** A system, perhaps with settings of its own: `context@bm25`, `context@k=4@model=models/large`. */
export type SystemName = PlainSystemName | `${PlainSystemName}@${string}`

/** What a name says; what it leaves out is as the settings say. */
export interface SystemParts {
  readonly plain: PlainSystemName
  readonly retriever?: RetrieverName
  /** Asked, too, where the retriever finds no name within one edit. */
  readonly alsoBy?: RetrieverName
  readonly k?: number
  /** Folder. */
  readonly model?: string
  /** File. */
  readonly prompt?: string
  readonly suggestAt?: number
  readonly rewriteAt?: number
}

/** Those that need the corrector of the settings. */
export const withModel: readonly PlainSystemName[] = ['model', 'model-names', 'no-retrieval', 'no-context', 'context']

/** Those that look names up. */
export const retrievingSystems: readonly PlainSystemName[] = [
  'channel',
  'model-names',
  'no-context',
  'context',
  'llm-names',
  'llm-no-context',
  'llm-context',
]

/** Those that ask a corrector: that of the settings, or the remote model. */
export const withCorrector: readonly PlainSystemName[] = [
  ...withModel,
  'llm',
  'llm-names',
  'llm-no-context',
  'llm-context',
]

/** Those whose corrector is given as many of the names that were found as the settings say. */
export const takesNames: readonly PlainSystemName[] = ['model-names', 'context', 'llm-names', 'llm-context']

/** Those that decide by thresholds. */
export const withThresholds: readonly PlainSystemName[] = [
  'channel',
  'no-retrieval',
  'no-context',
  'context',
  'llm-no-context',
  'llm-context',
]

interface Part {
  readonly of: readonly PlainSystemName[]
  /** Undefined: not a value of this. */
  readonly read: (value: string) => Partial<SystemParts> | undefined
  readonly wanted: string
}

const decimalIn01 = /^(?:0(?:\.\d+)?|\.\d+|1(?:\.0+)?)$/
/** Stands without a key. */
const retrieverPart: Part = {
  of: retrievingSystems,
  read: (value) => (isRetrieverName(value) ? { retriever: value } : undefined),
  wanted: `one of ${retrieverNames.join(', ')}`,
}
const parts: Readonly<Record<string, Part>> = {
  with: {
    of: retrievingSystems,
    read: (value) => (isRetrieverName(value) ? { alsoBy: value } : undefined),
    wanted: `one of ${retrieverNames.join(', ')}`,
  },
  k: {
    of: takesNames,
    read: (value) => (/^(?:\d|1[0-6])$/.test(value) ? { k: Number(value) } : undefined),
    wanted: 'an integer from 0 to 16',
  },
  model: {
    of: ['channel', ...withModel],
    read: (value) => (value === '' ? undefined : { model: value }),
    wanted: 'a folder',
  },
  prompt: {
    of: withCorrector.filter((name) => !withModel.includes(name)),
    read: (value) => (value === '' ? undefined : { prompt: value }),
    wanted: 'a file',
  },
  'suggest-at': {
    of: withThresholds,
    read: (value) => (decimalIn01.test(value) ? { suggestAt: Number(value) } : undefined),
    wanted: 'a number from 0 to 1',
  },
  'rewrite-at': {
    of: withThresholds,
    read: (value) => (decimalIn01.test(value) ? { rewriteAt: Number(value) } : undefined),
    wanted: 'a number from 0 to 1',
  },
}

/** What stands behind each `@`, for a help text. */
export const partsHelp = `a retriever (${retrieverNames.join(', ')}), with=RETRIEVER, k=COUNT, model=DIR, prompt=FILE, suggest-at=CONFIDENCE, rewrite-at=CONFIDENCE`

/** Throws InvalidArgumentError, saying what is wrong, for what no name can be. */
export function partsOf(name: string): SystemParts {
  const [first = '', ...given] = name.split('@')
  const plain = systemNames.find((one) => one === first)
  if (plain === undefined) throw new InvalidArgumentError(`There is no system ${JSON.stringify(first)}.`)
  const found: Record<string, unknown> = {}
  for (const text of given) {
    const [key, value] = isRetrieverName(text) ? ['retriever', text] : split(text)
    const part = isRetrieverName(text) ? retrieverPart : Object.hasOwn(parts, key) ? parts[key]! : undefined
    if (part === undefined || value === undefined)
      throw new InvalidArgumentError(`${name}: there is no setting ${JSON.stringify(text)}; write ${partsHelp}.`)
    if (!part.of.includes(plain)) throw new InvalidArgumentError(`${name}: ${plain} has no ${key}.`)
    const read = part.read(value)
    if (read === undefined) throw new InvalidArgumentError(`${name}: ${key} must be ${part.wanted}.`)
    if (Object.keys(read).some((own) => own in found)) throw new InvalidArgumentError(`${name}: ${key} is given twice.`)
    Object.assign(found, read)
  }
  const whole = { ...found, plain } as SystemParts
  if (whole.suggestAt !== undefined && whole.rewriteAt !== undefined && whole.suggestAt > whole.rewriteAt)
    throw new InvalidArgumentError(`${name}: suggest-at is above rewrite-at.`)
  return whole
}

function isRetrieverName(text: string): text is RetrieverName {
  return retrieverNames.some((one) => one === text)
}

function split(text: string): readonly [key: string, value: string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** Throws as `partsOf`. */
export function parseSystem(value: string): SystemName {
  const name = value.trim()
  partsOf(name)
  return name as SystemName
}

/** Each once, in the order given, of which the last one is the system in question. `all` asks no remote model that the settings may not have. */
export function parseSystems(value: string): readonly SystemName[] {
  if (value.trim() === 'all') return systemNames.filter((name) => !name.startsWith('llm'))
  return [...new Set(value.split(',').map(parseSystem))]
}
