import { z } from 'zod'
import { SpellerError } from './speller/errors.ts'
import { retrieverNames } from './speller/retrievers.ts'

const given = (allowed: string, holds: (value: string) => boolean) => z.string().refine(holds, { error: allowed })

const number = (allowed: string, pattern: RegExp, min: number, max: number) =>
  given(allowed, (value) => pattern.test(value) && Number(value) >= min && Number(value) <= max).transform(Number)

const integer = (min: number, max: number) => number(`an integer from ${min} to ${max}`, /^\d{1,9}$/, min, max)
const share = () => number('a number from 0 to 1', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 0, 1)
const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: `one of ${values.join(', ')}` })
const url = (...protocols: string[]) =>
  given(
    `an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
  ).optional()
const secret = () => given('printable ASCII without spaces', (value) => /^[!-~]+$/.test(value)).optional()
const path = (fallback: string) => z.string().default(fallback)

const neededByLlm = { error: 'required when QUERYMEND_CORRECTOR is llm', when: () => true }

const configSchema = z.object({
  server: z.object({
    port: integer(0, 65_535).default(8787),
    /** Only this machine by default: without a token, whoever reaches the server may add names. */
    host: z.string().default('127.0.0.1'),
    apiToken: secret(),
    logLevel: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  }),
  catalog: z.object({
    dataDir: path('./data'),
    file: path('catalog/sample.tsv'),
    overrides: path('catalog/overrides.jsonl'),
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
    qdrantUrl: url('http:', 'https:'),
    qdrantApiKey: secret(),
    qdrantCollection: given('letters, digits, _ and -', (value) => /^[\w-]{1,200}$/.test(value)).default('querymend'),
  }),
  correct: z
    .object({
      corrector: oneOf(['onnx', 'llm', 'none']).default('onnx'),
      modelDir: path('models'),
      /** Threads, each with the model open. More: more queries at once, and memory. */
      workers: integer(1, 64).default(1),
      /** After it the answer is degraded. Absent: 150, or LLM_TIMEOUT_MS with a remote model. */
      timeoutMs: integer(1, 600_000).optional(),
      promptFile: path('prompts/correct.v1.txt'),
      llmBaseUrl: url('http:', 'https:'),
      llmModel: z.string().optional(),
      llmApiKey: secret(),
      llmKind: oneOf(['chat', 'completion']).default('chat'),
      llmTimeoutMs: integer(1, 600_000).default(2_000),
    })
    .refine((group) => group.corrector !== 'llm' || group.llmBaseUrl !== undefined, {
      path: ['llmBaseUrl'],
      ...neededByLlm,
    })
    .refine((group) => group.corrector !== 'llm' || group.llmModel !== undefined, {
      path: ['llmModel'],
      ...neededByLlm,
    })
    .transform((group) => ({
      ...group,
      timeoutMs: group.timeoutMs ?? (group.corrector === 'llm' ? group.llmTimeoutMs : 150),
    })),
  /** Thresholds on confidence. Higher: fewer corrections, fewer of them wrong. Absent: those of the model card. */
  decide: z
    .object({
      /** How much worse a wrong correction is, next to a missed one, than where the thresholds were chosen. */
      caution: number('a number from 0.1 to 10', /^(?:\d+(?:\.\d*)?|\.\d+)$/, 0.1, 10).default(1),
      rewriteAt: share().optional(),
      suggestAt: share().optional(),
    })
    // Also asked of values that were refused already, which are still text.
    .refine(({ rewriteAt, suggestAt }) => !(Number(suggestAt) > Number(rewriteAt)), {
      path: ['suggestAt'],
      error: 'at most QUERYMEND_REWRITE_AT',
    }),
  log: z.object({
    /** Absent: PGlite in the data directory. */
    databaseUrl: url('postgres:', 'postgresql:'),
  }),
})

export type Config = z.infer<typeof configSchema>
type Variables = { readonly [Stage in keyof Config]: { readonly [Key in keyof Config[Stage]]-?: string } }

const variables: Variables = {
  server: { port: 'PORT', host: 'HOST', apiToken: 'API_TOKEN', logLevel: 'LOG_LEVEL' },
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
  },
  correct: {
    corrector: 'QUERYMEND_CORRECTOR',
    modelDir: 'QUERYMEND_MODEL',
    workers: 'QUERYMEND_WORKERS',
    timeoutMs: 'QUERYMEND_CORRECT_TIMEOUT_MS',
    promptFile: 'QUERYMEND_PROMPT',
    llmBaseUrl: 'LLM_BASE_URL',
    llmModel: 'LLM_MODEL',
    llmApiKey: 'LLM_API_KEY',
    llmKind: 'LLM_KIND',
    llmTimeoutMs: 'LLM_TIMEOUT_MS',
  },
  decide: { caution: 'QUERYMEND_CAUTION', rewriteAt: 'QUERYMEND_REWRITE_AT', suggestAt: 'QUERYMEND_SUGGEST_AT' },
  log: { databaseUrl: 'DATABASE_URL' },
}
const secrets = new Set(['API_TOKEN', 'QDRANT_API_KEY', 'LLM_API_KEY'])

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
  throw new SpellerError('config_invalid', `Settings are wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`, {
    cause: parsed.error,
  })
}

/** The effective settings, a line per stage, fit for a log: no secrets, no passwords. */
export function summary(config: Config): string {
  return Object.entries(variables)
    .map(([stage, names]) => {
      const values = config[stage as keyof Config] as Record<string, unknown>
      const settings = Object.entries(names).map(([key, name]: [string, string]) => {
        const value = values[key] as string | number | undefined
        return `${name}=${value === undefined ? 'unset' : shown(name, String(value))}`
      })
      return `${stage.padEnd(8)} ${settings.join(' ')}`
    })
    .join('\n')
}

/** Masks what must not be read: whole secrets, and user information and query strings of addresses. */
function shown(name: string, value: string): string {
  if (secrets.has(name)) return '***'
  return value.replace(/:\/\/.*@/, '://***@').replace(/^([a-z]+:\/\/[^?]*)\?.*$/i, '$1?***')
}
