import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { SpellerError } from './speller/errors.ts'

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(SpellerError)
    const { code, message } = error as SpellerError
    expect(code).toBe('config_invalid')
    const [title, ...lines] = message.split('\n')
    expect(title).toBe('Settings are wrong:')
    return lines.map((line) => line.trim())
  }
  return []
}

describe('loadConfig', () => {
  it('needs no variable', () => {
    expect(loadConfig({})).toEqual({
      server: { port: 8787, host: '127.0.0.1', corsOrigins: [], drainMs: 1_000, logLevel: 'info' },
      catalog: {
        dataDir: './data',
        file: 'catalog/sample.tsv',
        overrides: 'catalog/overrides.jsonl',
        keep: 2,
        maxDrop: 0.3,
      },
      retrieve: {
        k: 8,
        retriever: 'hybrid',
        qdrantCollection: 'querymend',
        qdrantTimeoutMs: 2000,
        qdrantOnDisk: 'off',
        qdrantDatatype: 'float32',
        qdrantQuantization: 'off',
      },
      correct: {
        correctors: ['onnx'],
        modelDir: 'models',
        workers: 1,
        timeouts: { onnx: 150, llm: 2_000, server: 300, 'workers-ai': 2_000 },
        timeoutMs: 150,
        onnxTimeoutMs: 150,
        promptFile: 'prompts/correct.v1.txt',
        opinionOdds: 8,
        llmKind: 'chat',
        llmTimeoutMs: 2_000,
        llmForm: 'line',
        llmLogProbabilities: 'on',
        priceInput: 0,
        priceOutput: 0,
        serverTimeoutMs: 300,
        workersAiKind: 'chat',
        workersAiTimeoutMs: 2_000,
        breakerFailures: 5,
        breakerShare: 0.5,
        breakerPauseMs: 10_000,
      },
      decide: { caution: 1, spacing: 'on', enoughResults: 1000 },
      cache: { seconds: 3600 },
      log: {},
    })
  })

  it('reads every variable', () => {
    const config = loadConfig({
      PORT: '0',
      HOST: '::',
      API_TOKEN: 'token',
      QUERYMEND_CORS_ORIGINS: 'https://shop.example, http://localhost:3000',
      QUERYMEND_DRAIN_MS: '5000',
      LOG_LEVEL: 'debug',
      QUERYMEND_DATA: '/data',
      QUERYMEND_CATALOG: 'feed.xml',
      QUERYMEND_OVERRIDES: 'rules.jsonl',
      QUERYMEND_KEEP: '5',
      QUERYMEND_MAX_DROP: '0.5',
      QUERYMEND_SMOKE: 'smoke.tsv',
      QUERYMEND_K: '0',
      QUERYMEND_RETRIEVER: 'fuzzy-bm25',
      QDRANT_URL: 'https://qdrant:6333',
      QDRANT_API_KEY: 'key',
      QDRANT_COLLECTION: 'shop-1',
      QDRANT_TIMEOUT_MS: '300',
      QDRANT_ON_DISK: 'on',
      QDRANT_DATATYPE: 'uint8',
      QDRANT_QUANTIZATION: 'scalar',
      QUERYMEND_CORRECTOR: 'workers-ai, llm,server,onnx,none',
      QUERYMEND_MODEL: 'other',
      QUERYMEND_WORKERS: '2',
      QUERYMEND_CORRECT_TIMEOUT_MS: '40',
      QUERYMEND_PROMPT: 'prompts/correct.v2.txt',
      LLM_BASE_URL: 'http://127.0.0.1:8000/v1',
      LLM_MODEL: 'small',
      LLM_API_KEY: 'sk',
      LLM_KIND: 'completion',
      LLM_TIMEOUT_MS: '900',
      QUERYMEND_ONNX_TIMEOUT_MS: '80',
      QUERYMEND_OPINION_ODDS: '1.5',
      LLM_FORM: 'json',
      LLM_LOGPROBS: 'off',
      LLM_PRICE_INPUT: '.15',
      LLM_PRICE_OUTPUT: '0.6',
      LLM_BUDGET_PER_DAY: '5',
      LLM_BUDGET_PER_PROCESS: '20',
      QUERYMEND_SERVER_URL: 'https://querymend.example',
      QUERYMEND_SERVER_TOKEN: 'token',
      QUERYMEND_SERVER_TIMEOUT_MS: '250',
      WORKERS_AI_MODEL: '@cf/a/b',
      WORKERS_AI_LORA: 'shop',
      WORKERS_AI_KIND: 'completion',
      WORKERS_AI_TIMEOUT_MS: '1500',
      QUERYMEND_BREAKER_FAILURES: '3',
      QUERYMEND_BREAKER_SHARE: '0.25',
      QUERYMEND_BREAKER_PAUSE_MS: '4000',
      QUERYMEND_CAUTION: '2.5',
      QUERYMEND_REWRITE_AT: '.9',
      QUERYMEND_SUGGEST_AT: '0',
      QUERYMEND_ENOUGH_RESULTS: '30',
      QUERYMEND_CACHE_SECONDS: '60',
      DATABASE_URL: 'postgresql://app:secret@db/shop',
    })
    expect(config).toEqual({
      server: {
        port: 0,
        host: '::',
        apiToken: 'token',
        corsOrigins: ['https://shop.example', 'http://localhost:3000'],
        drainMs: 5_000,
        logLevel: 'debug',
      },
      catalog: {
        dataDir: '/data',
        file: 'feed.xml',
        overrides: 'rules.jsonl',
        keep: 5,
        maxDrop: 0.5,
        smoke: 'smoke.tsv',
      },
      retrieve: {
        k: 0,
        retriever: 'fuzzy-bm25',
        qdrantUrl: 'https://qdrant:6333',
        qdrantApiKey: 'key',
        qdrantCollection: 'shop-1',
        qdrantTimeoutMs: 300,
        qdrantOnDisk: 'on',
        qdrantDatatype: 'uint8',
        qdrantQuantization: 'scalar',
      },
      correct: {
        correctors: ['workers-ai', 'llm', 'server', 'onnx'],
        modelDir: 'other',
        workers: 2,
        timeouts: { onnx: 80, llm: 900, server: 250, 'workers-ai': 1_500 },
        timeoutMs: 40,
        onnxTimeoutMs: 80,
        promptFile: 'prompts/correct.v2.txt',
        opinionOdds: 1.5,
        llmBaseUrl: 'http://127.0.0.1:8000/v1',
        llmModel: 'small',
        llmApiKey: 'sk',
        llmKind: 'completion',
        llmTimeoutMs: 900,
        llmForm: 'json',
        llmLogProbabilities: 'off',
        priceInput: 0.15,
        priceOutput: 0.6,
        budgetPerDay: 5,
        budgetPerProcess: 20,
        serverUrl: 'https://querymend.example',
        serverToken: 'token',
        serverTimeoutMs: 250,
        workersAiModel: '@cf/a/b',
        workersAiLora: 'shop',
        workersAiKind: 'completion',
        workersAiTimeoutMs: 1_500,
        breakerFailures: 3,
        breakerShare: 0.25,
        breakerPauseMs: 4_000,
      },
      decide: { caution: 2.5, spacing: 'on', enoughResults: 30, rewriteAt: 0.9, suggestAt: 0 },
      cache: { seconds: 60 },
      log: { databaseUrl: 'postgresql://app:secret@db/shop' },
    })
  })

  it('takes empty and blank variables as unset', () => {
    const names = ['PORT', 'HOST', 'DATABASE_URL', 'QUERYMEND_K', 'QUERYMEND_REWRITE_AT', 'LLM_KIND', 'API_TOKEN']
    expect(loadConfig(Object.fromEntries(names.map((name, position) => [name, ' '.repeat(position % 2)])))).toEqual(
      loadConfig({}),
    )
  })

  it.each([
    ['none', []],
    ['onnx', ['onnx']],
    ['onnx,none', ['onnx']],
    ['server, onnx', ['server', 'onnx']],
  ])('reads the chain %s', (QUERYMEND_CORRECTOR, correctors) => {
    const { correct } = loadConfig({ QUERYMEND_CORRECTOR, QUERYMEND_SERVER_URL: 'http://other' })
    expect(correct.correctors).toEqual(correctors)
  })

  it('waits for a chain as long as its correctors may take, unless told otherwise', () => {
    const llm = { QUERYMEND_CORRECTOR: 'llm', LLM_BASE_URL: 'http://llm/v1', LLM_MODEL: 'm', LLM_TIMEOUT_MS: '700' }
    expect(loadConfig(llm).correct.timeoutMs).toBe(700)
    expect(loadConfig({ ...llm, QUERYMEND_CORRECTOR: 'llm,onnx' }).correct.timeoutMs).toBe(850)
    expect(loadConfig({ ...llm, QUERYMEND_CORRECT_TIMEOUT_MS: '90' }).correct.timeoutMs).toBe(90)
  })

  it.each([
    ['PORT', '65536', 'an integer from 0 to 65535'],
    ['PORT', '80.5', 'an integer from 0 to 65535'],
    ['PORT', '0x50', 'an integer from 0 to 65535'],
    ['PORT', '-1', 'an integer from 0 to 65535'],
    ['QUERYMEND_K', '17', 'an integer from 0 to 16'],
    ['QUERYMEND_RETRIEVER', 'colbert', 'one of hybrid, bm25, fuzzy-bm25, late-interaction'],
    ['QUERYMEND_WORKERS', '0', 'an integer from 1 to 64'],
    ['QUERYMEND_CORRECT_TIMEOUT_MS', 'soon', 'an integer from 1 to 600000'],
    ['LLM_TIMEOUT_MS', '1e3', 'an integer from 1 to 600000'],
    ['QUERYMEND_REWRITE_AT', '1.01', 'a number from 0 to 1'],
    ['QUERYMEND_CAUTION', '0', 'a number from 0.1 to 10'],
    ['QUERYMEND_CAUTION', 'much', 'a number from 0.1 to 10'],
    ['QUERYMEND_SUGGEST_AT', 'NaN', 'a number from 0 to 1'],
    ...['gpt', 'onnx,onnx', 'none,onnx', 'llm;onnx', 'onnx,'].map((value): [string, string, string] => [
      'QUERYMEND_CORRECTOR',
      value,
      'onnx, llm, server, workers-ai, with commas in the order to ask them, each once; none alone or last',
    ]),
    ['QUERYMEND_CORS_ORIGINS', '*', 'origins such as https://shop.example, with commas'],
    ['QUERYMEND_CORS_ORIGINS', 'https://a.example/b', 'origins such as https://shop.example, with commas'],
    ['QUERYMEND_OPINION_ODDS', '0.5', 'a number from 1 to 1000'],
    ['LLM_BUDGET_PER_DAY', '-1', 'a number from 0 on'],
    ['LLM_KIND', 'Chat', 'one of chat, completion'],
    ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
    ['QDRANT_URL', 'qdrant:6333', 'an address that begins with http:// or https://'],
    ['LLM_BASE_URL', 'localhost', 'an address that begins with http:// or https://'],
    ['DATABASE_URL', 'mysql://db/shop', 'an address that begins with postgres:// or postgresql://'],
    ['QDRANT_COLLECTION', 'a/b', 'letters, digits, _ and -'],
    ['QDRANT_ON_DISK', 'yes', 'one of on, off'],
    ['QDRANT_DATATYPE', 'int8', 'one of float32, float16, uint8'],
    ['QDRANT_QUANTIZATION', 'binary', 'one of off, scalar'],
  ])('refuses %s=%s and says what is allowed', (name, value, allowed) => {
    expect(problemsOf({ [name]: value })).toEqual([`${name} is "${value}"; allowed: ${allowed}`])
  })

  it.each(['LLM_BUDGET_PER_DAY', 'LLM_BUDGET_PER_PROCESS'])(
    'refuses %s without a price, which would cap nothing',
    (name) => {
      const free = `${name} is "5"; allowed: only beside LLM_PRICE_INPUT or LLM_PRICE_OUTPUT above 0; at no price nothing is ever spent of it`
      expect(problemsOf({ [name]: '5' })).toEqual([free])
      expect(problemsOf({ [name]: '5', LLM_PRICE_INPUT: '0', LLM_PRICE_OUTPUT: '0.0' })).toEqual([free])
      for (const price of ['LLM_PRICE_INPUT', 'LLM_PRICE_OUTPUT'])
        expect(problemsOf({ [name]: '5', [price]: '0.1' })).toEqual([])
    },
  )

  it('lists every wrong variable at once', () => {
    expect(
      problemsOf({
        PORT: 'x',
        QUERYMEND_WORKERS: 'many',
        QUERYMEND_CORRECTOR: 'llm,server,workers-ai',
        QUERYMEND_REWRITE_AT: '0.4',
        QUERYMEND_SUGGEST_AT: '0.5',
      }),
    ).toEqual([
      'PORT is "x"; allowed: an integer from 0 to 65535',
      'QUERYMEND_WORKERS is "many"; allowed: an integer from 1 to 64',
      'LLM_BASE_URL is not set; allowed: required when QUERYMEND_CORRECTOR has llm',
      'LLM_MODEL is not set; allowed: required when QUERYMEND_CORRECTOR has llm',
      'QUERYMEND_SERVER_URL is not set; allowed: required when QUERYMEND_CORRECTOR has server',
      'WORKERS_AI_MODEL is not set; allowed: required when QUERYMEND_CORRECTOR has workers-ai',
      'QUERYMEND_SUGGEST_AT is "0.5"; allowed: at most QUERYMEND_REWRITE_AT',
    ])
  })

  it('never repeats a secret in its complaint', () => {
    const lines = problemsOf({ API_TOKEN: 'pass word', DATABASE_URL: 'mysql://app:secret@db/shop' }).join('\n')
    expect(lines).toContain('API_TOKEN is "***"')
    expect(lines).toContain('DATABASE_URL is "mysql://***@db/shop"')
    expect(lines).not.toMatch(/secret|pass word/)
  })
})
