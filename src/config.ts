import { z } from 'zod'
import {
  amount,
  given,
  integer,
  milliseconds,
  number,
  oneOf,
  path,
  secret,
  service,
  share,
  url,
} from './config-fields.ts'
import { correctorList, type CorrectorName, neededBy } from './config-correctors.ts'
import { SpellerError } from './speller/errors.ts'
import { retrieverNames } from './speller/retrievers.ts'

export type { CorrectorName }

const unpriced = 'only beside LLM_PRICE_INPUT or LLM_PRICE_OUTPUT above 0; at no price nothing is ever spent of it'
/** True also of a budget that was refused already, which is still text. */
const isCap = (budget: unknown, { priceInput, priceOutput }: { priceInput: number; priceOutput: number }) =>
  typeof budget !== 'number' || priceInput !== 0 || priceOutput !== 0

export const sampleCatalog = 'catalog/sample.tsv'
export const ownRules = 'catalog/overrides.jsonl'

const configSchema = z.object({
  server: z.object({
    port: integer(0, 65_535).default(8787),
    /** Only this machine by default: without a token, whoever reaches the server may add names. */
    host: z.string().default('127.0.0.1'),
    apiToken: secret(),
    /** Of shops whose pages ask this server from another origin; empty: none may. */
    corsOrigins: given('origins such as https://shop.example, with commas', (value) =>
      value
        .split(',')
        .every((origin) => URL.canParse(origin.trim()) && new URL(origin.trim()).origin === origin.trim()),
    )
      .transform((value) => value.split(',').map((origin) => origin.trim()))
      .default([]),
    /** How long a server that is being stopped goes on answering, so that load balancers and clients turn to another. */
    drainMs: integer(0, 600_000).default(1_000),
    logLevel: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  }),
  catalog: z.object({
    dataDir: path('./data'),
    file: path(sampleCatalog),
    /** Rules of the shop; the file need not be there. */
    overrides: path(ownRules),
    /** Former generations kept for a roll-back. */
    keep: integer(0, 100).default(2),
    /** Largest share of names or products that a new generation may lack of the live one. */
    maxDrop: share().default(0.3),
    /** Absent: no queries are tried on a new generation. */
    smoke: z.string().optional(),
  }),
  retrieve: z.object({
    /** Names given to the corrector. More: rarer brands are seen; slower. */
    k: integer(0, 16).default(8),
    retriever: oneOf(retrieverNames).default('hybrid'),
    /** Absent: the embedded index in the data directory. */
    qdrantUrl: service('QDRANT_API_KEY'),
    qdrantApiKey: secret(),
    qdrantCollection: given('letters, digits, _ and -', (value) => /^[\w-]{1,200}$/.test(value)).default('querymend'),
    /** Longest wait for one answer of a search; after it the query is kept. */
    qdrantTimeoutMs: milliseconds().default(2_000),
    /** on: payloads and indexes of new generations stay on disk. Less memory, slower searches. */
    qdrantOnDisk: oneOf(['on', 'off']).default('off'),
    /** How new generations keep the weights of n-grams and deletions: in 4, 2 or 1 byte. */
    qdrantDatatype: oneOf(['float32', 'float16', 'uint8']).default('float32'),
    /** scalar: the vectors of late interaction of new generations have a copy of a byte a number in memory, which is searched first. */
    qdrantQuantization: oneOf(['off', 'scalar']).default('off'),
  }),
  correct: z
    .object({
      /** Asked in this order until one answers; empty: the noisy channel decides alone. */
      correctors: correctorList(),
      modelDir: path('models'),
      /** Threads, each with the model open. More: more queries at once, and memory. */
      workers: integer(1, 64).default(1),
      /** Of the whole chain; after it the answer is degraded. Absent: the sum over its correctors. */
      timeoutMs: milliseconds().optional(),
      onnxTimeoutMs: milliseconds().default(150),
      promptFile: path('prompts/correct.v1.txt'),
      /** Most by which the answer of a corrector that scores no drafts multiplies its odds. */
      opinionOdds: number('a number from 1 to 1000', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 1, 1000).default(8),
      llmBaseUrl: service('LLM_API_KEY'),
      llmModel: z.string().optional(),
      llmApiKey: secret(),
      llmKind: oneOf(['chat', 'completion']).default('chat'),
      llmTimeoutMs: milliseconds().default(2_000),
      /** json: by JSON Schema, where the server can. */
      llmForm: oneOf(['line', 'json']).default('line'),
      /** off for servers that refuse the question. */
      llmLogProbabilities: oneOf(['on', 'off']).default('on'),
      /** Of a million tokens, in one currency; also those of Workers AI. */
      priceInput: amount().default(0),
      priceOutput: amount().default(0),
      /** Of each paid corrector, in that currency; absent: any cost. */
      budgetPerDay: amount().optional(),
      budgetPerProcess: amount().optional(),
      serverUrl: service('QUERYMEND_SERVER_TOKEN'),
      serverToken: secret(),
      serverTimeoutMs: milliseconds().default(300),
      workersAiModel: z.string().optional(),
      /** Adapter trained for that model; absent: none. */
      workersAiLora: z.string().optional(),
      workersAiKind: oneOf(['chat', 'completion']).default('chat'),
      workersAiTimeoutMs: milliseconds().default(2_000),
      /** Failures in a row after which a corrector is left alone. */
      breakerFailures: integer(1, 1_000).default(5),
      /** Share of its last 20 questions that may fail before it is. */
      breakerShare: share().default(0.5),
      /** How long it is. */
      breakerPauseMs: milliseconds().default(10_000),
    })
    .refine(...neededBy('llm', 'llmBaseUrl'))
    .refine(...neededBy('llm', 'llmModel'))
    .refine(...neededBy('server', 'serverUrl'))
    .refine(...neededBy('workers-ai', 'workersAiModel'))
    .refine((group) => isCap(group.budgetPerDay, group), { path: ['budgetPerDay'], error: unpriced })
    .refine((group) => isCap(group.budgetPerProcess, group), {
      path: ['budgetPerProcess'],
      error: unpriced,
    })
    .transform(({ timeoutMs, ...group }) => {
      const timeouts: Record<CorrectorName, number> = {
        onnx: group.onnxTimeoutMs,
        llm: group.llmTimeoutMs,
        server: group.serverTimeoutMs,
        'workers-ai': group.workersAiTimeoutMs,
      }
      const sum = group.correctors.reduce((total, name) => total + timeouts[name], 0)
      return { ...group, timeouts, timeoutMs: timeoutMs ?? (sum || group.onnxTimeoutMs) }
    }),
  /** Thresholds on confidence. Higher: fewer corrections, fewer of them wrong. Absent: the model card's. */
  decide: z
    .object({
      /** How much worse a wrong correction is, next to a missed one, than where the thresholds were chosen. */
      caution: number('a number from 0.1 to 10', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 0.1, 10).default(1),
      rewriteAt: share().optional(),
      suggestAt: share().optional(),
      /** Other spaces are suggested where the catalog writes them ("laptop" for "lap top"). */
      spacing: oneOf(['on', 'off']).default('on'),
      /** Products that a query finds as typed, from which on it is not rewritten. Lower: fewer rewrites where shops send `hits`. */
      enoughResults: integer(1, 999_999_999).default(1_000),
    })
    // Also asked of values that were refused already, which are still text.
    .refine(({ rewriteAt, suggestAt }) => !(Number(suggestAt) > Number(rewriteAt)), {
      path: ['suggestAt'],
      error: 'at most QUERYMEND_REWRITE_AT',
    }),
  cache: z.object({
    /** How long a Worker keeps an answer; 0: not at all. */
    seconds: integer(0, 31_536_000).default(3_600),
  }),
  log: z.object({
    /** Absent: PGlite in the data directory. */
    databaseUrl: url('postgres:', 'postgresql:'),
  }),
})

export type Config = z.infer<typeof configSchema>
/** What follows from other settings has no variable. */
type Variables = {
  readonly [Stage in keyof Config]: { readonly [Key in Exclude<keyof Config[Stage], 'timeouts'>]-?: string }
}

const variables: Variables = {
  server: {
    port: 'PORT',
    host: 'HOST',
    apiToken: 'API_TOKEN',
    corsOrigins: 'QUERYMEND_CORS_ORIGINS',
    drainMs: 'QUERYMEND_DRAIN_MS',
    logLevel: 'LOG_LEVEL',
  },
  catalog: {
    dataDir: 'QUERYMEND_DATA',
    file: 'QUERYMEND_CATALOG',
    overrides: 'QUERYMEND_OVERRIDES',
    keep: 'QUERYMEND_KEEP',
    maxDrop: 'QUERYMEND_MAX_DROP',
    smoke: 'QUERYMEND_SMOKE',
  },
  retrieve: {
    k: 'QUERYMEND_K',
    retriever: 'QUERYMEND_RETRIEVER',
    qdrantUrl: 'QDRANT_URL',
    qdrantApiKey: 'QDRANT_API_KEY',
    qdrantCollection: 'QDRANT_COLLECTION',
    qdrantTimeoutMs: 'QDRANT_TIMEOUT_MS',
    qdrantOnDisk: 'QDRANT_ON_DISK',
    qdrantDatatype: 'QDRANT_DATATYPE',
    qdrantQuantization: 'QDRANT_QUANTIZATION',
  },
  correct: {
    correctors: 'QUERYMEND_CORRECTOR',
    modelDir: 'QUERYMEND_MODEL',
    workers: 'QUERYMEND_WORKERS',
    timeoutMs: 'QUERYMEND_CORRECT_TIMEOUT_MS',
    onnxTimeoutMs: 'QUERYMEND_ONNX_TIMEOUT_MS',
    promptFile: 'QUERYMEND_PROMPT',
    opinionOdds: 'QUERYMEND_OPINION_ODDS',
    llmBaseUrl: 'LLM_BASE_URL',
    llmModel: 'LLM_MODEL',
    llmApiKey: 'LLM_API_KEY',
    llmKind: 'LLM_KIND',
    llmTimeoutMs: 'LLM_TIMEOUT_MS',
    llmForm: 'LLM_FORM',
    llmLogProbabilities: 'LLM_LOGPROBS',
    priceInput: 'LLM_PRICE_INPUT',
    priceOutput: 'LLM_PRICE_OUTPUT',
    budgetPerDay: 'LLM_BUDGET_PER_DAY',
    budgetPerProcess: 'LLM_BUDGET_PER_PROCESS',
    serverUrl: 'QUERYMEND_SERVER_URL',
    serverToken: 'QUERYMEND_SERVER_TOKEN',
    serverTimeoutMs: 'QUERYMEND_SERVER_TIMEOUT_MS',
    workersAiModel: 'WORKERS_AI_MODEL',
    workersAiLora: 'WORKERS_AI_LORA',
    workersAiKind: 'WORKERS_AI_KIND',
    workersAiTimeoutMs: 'WORKERS_AI_TIMEOUT_MS',
    breakerFailures: 'QUERYMEND_BREAKER_FAILURES',
    breakerShare: 'QUERYMEND_BREAKER_SHARE',
    breakerPauseMs: 'QUERYMEND_BREAKER_PAUSE_MS',
  },
  decide: {
    caution: 'QUERYMEND_CAUTION',
    rewriteAt: 'QUERYMEND_REWRITE_AT',
    suggestAt: 'QUERYMEND_SUGGEST_AT',
    spacing: 'QUERYMEND_SPACING',
    enoughResults: 'QUERYMEND_ENOUGH_RESULTS',
  },
  cache: { seconds: 'QUERYMEND_CACHE_SECONDS' },
  log: { databaseUrl: 'DATABASE_URL' },
}
const secrets = new Set(['API_TOKEN', 'QDRANT_API_KEY', 'LLM_API_KEY', 'QUERYMEND_SERVER_TOKEN'])

/** Reads the settings; an empty variable counts as unset. Fails with `config_invalid`, naming every wrong variable. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const valueOf = (name: string) => (env[name]?.trim() === '' ? undefined : env[name]?.trim())
  const stages = Object.entries(variables).map(([stage, names]) => [
    stage,
    Object.fromEntries(Object.entries(names).map(([key, name]: [string, string]) => [key, valueOf(name)])),
  ])
  const parsed = configSchema.safeParse(Object.fromEntries(stages))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path: [stage, key], message }) => {
    const name = (variables as Record<string, Record<string, string>>)[String(stage)]![String(key)]!
    const value = valueOf(name)
    return `${name} is ${value === undefined ? 'not set' : JSON.stringify(shown(name, value))}; allowed: ${message}`
  })
  const lines = problems.map((line) => `  ${line}`)
  throw new SpellerError('config_invalid', ['Settings are wrong:', ...lines].join('\n'), { cause: parsed.error })
}

/** The effective settings, a line per stage, fit for a log: no secrets, no passwords. */
export function summary(config: Config): string {
  return Object.entries(variables)
    .map(([stage, names]) => {
      const values = config[stage as keyof Config] as Record<string, unknown>
      const settings = Object.entries(names).map(([key, name]: [string, string]) => {
        const value = values[key] as string | number | readonly string[] | undefined
        const text = Array.isArray(value) ? value.join() || 'none' : String(value)
        return `${name}=${value === undefined ? 'unset' : shown(name, text)}`
      })
      return `${stage.padEnd(8)} ${settings.join(' ')}`
    })
    .join('\n')
}

/** Masks what must not be read: whole secrets, and user information and query strings of addresses. */
function shown(name: string, value: string): string {
  if (secrets.has(name)) return '***'
  return value.replace(/^([^:@]*:(?:\/\/)?).*@/, '$1***@').replace(/^([a-z]+:\/\/[^?]*)\?.*$/i, '$1?***')
}
