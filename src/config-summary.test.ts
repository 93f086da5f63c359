import { describe, expect, it } from 'vitest'
import { loadConfig, summary } from './config.ts'

describe('summary', () => {
  it('shows every stage, and no secret', () => {
    const text = summary(
      loadConfig({
        API_TOKEN: 'token-1',
        QUERYMEND_CATALOG: 'https://user:token-2@shop.example/feed.csv?key=token-8',
        QDRANT_API_KEY: 'token-3',
        LLM_API_KEY: 'token-4',
        QUERYMEND_SERVER_TOKEN: 'token-7',
        DATABASE_URL: 'postgres://app:tok@en-5@db:5432/shop?password=token-6',
      }),
    )
    expect(text.split('\n')).toEqual([
      'server   PORT=8787 HOST=127.0.0.1 API_TOKEN=*** QUERYMEND_CORS_ORIGINS=none QUERYMEND_DRAIN_MS=1000 LOG_LEVEL=info',
      'catalog  QUERYMEND_DATA=./data QUERYMEND_CATALOG=https://***@shop.example/feed.csv?*** QUERYMEND_OVERRIDES=catalog/overrides.jsonl QUERYMEND_KEEP=2 QUERYMEND_MAX_DROP=0.3 QUERYMEND_SMOKE=unset',
      'retrieve QUERYMEND_K=8 QUERYMEND_RETRIEVER=hybrid QDRANT_URL=unset QDRANT_API_KEY=*** QDRANT_COLLECTION=querymend QDRANT_TIMEOUT_MS=2000 QDRANT_ON_DISK=off QDRANT_DATATYPE=float32 QDRANT_QUANTIZATION=off',
      'correct  QUERYMEND_CORRECTOR=onnx QUERYMEND_MODEL=models QUERYMEND_WORKERS=1 QUERYMEND_CORRECT_TIMEOUT_MS=150 QUERYMEND_ONNX_TIMEOUT_MS=150 QUERYMEND_PROMPT=prompts/correct.v1.txt QUERYMEND_OPINION_ODDS=8 LLM_BASE_URL=unset LLM_MODEL=unset LLM_API_KEY=*** LLM_KIND=chat LLM_TIMEOUT_MS=2000 LLM_FORM=line LLM_LOGPROBS=on LLM_PRICE_INPUT=0 LLM_PRICE_OUTPUT=0 LLM_BUDGET_PER_DAY=unset LLM_BUDGET_PER_PROCESS=unset QUERYMEND_SERVER_URL=unset QUERYMEND_SERVER_TOKEN=*** QUERYMEND_SERVER_TIMEOUT_MS=300 WORKERS_AI_MODEL=unset WORKERS_AI_LORA=unset WORKERS_AI_KIND=chat WORKERS_AI_TIMEOUT_MS=2000 QUERYMEND_BREAKER_FAILURES=5 QUERYMEND_BREAKER_SHARE=0.5 QUERYMEND_BREAKER_PAUSE_MS=10000',
      'decide   QUERYMEND_CAUTION=1 QUERYMEND_REWRITE_AT=unset QUERYMEND_SUGGEST_AT=unset QUERYMEND_SPACING=on QUERYMEND_ENOUGH_RESULTS=1000',
      'cache    QUERYMEND_CACHE_SECONDS=3600',
      'log      DATABASE_URL=postgres://***@db:5432/shop?***',
    ])
    expect(summary(loadConfig({ QUERYMEND_CORRECTOR: 'none' }))).toContain('QUERYMEND_CORRECTOR=none ')
  })
})
