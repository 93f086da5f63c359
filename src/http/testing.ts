import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import type { CatalogIndex, DecisionLog, Speller } from '../speller/ports.ts'
import { decisionFor } from '../speller/testing/decision.ts'
import type { CorrectOptions, Decision, Name } from '../speller/types.ts'
import { createApp } from './app.ts'
import type { AppDeps } from './deps.ts'
import { createSilentMetrics } from './metrics.ts'

export { decisionFor }

export interface Call {
  readonly query: string
  readonly options: CorrectOptions
}

/** Answers with `answer`, logs as the real speller does, and remembers what it was asked. */
export function createScriptedSpeller(log: DecisionLog, answer: (query: string) => Decision = decisionFor) {
  const calls: Call[] = []
  const speller: Speller = {
    async correct(query, options = {}) {
      calls.push({ query, options })
      const decision = answer(query)
      const { mode = 'auto', k = 8, previous = [], locale, hitCount } = options
      log.append({
        ...decision,
        at: new Date(0).toISOString(),
        mode,
        k,
        previous,
        context: ['Nike'],
        prompt: 'correct.v1',
        guards: [],
        ...(locale === undefined ? {} : { locale }),
        ...(hitCount === undefined ? {} : { hitCount }),
      })
      return decision
    },
  }
  return { speller, calls }
}

/** Keeps names, finds none: enough for the edge, which never searches. */
export function createListIndex() {
  const names = new Map<string, Name>()
  const removed = new Set<string>()
  const index: CatalogIndex = {
    search: async (spans) => spans.map(() => []),
    counts: async (forms) => forms.map(() => 0),
    async upsert(given) {
      for (const name of given) names.set(`${name.form}|${name.locale ?? ''}`, name)
    },
    async remove(forms) {
      for (const [key, { form }] of names) if (forms.includes(form) && names.delete(key)) removed.add(form)
    },
    changes: async () => ({ added: [...names.values()], removed: [...removed] }),
    info: async () => ({ id: 'generation-1', names: names.size, bigrams: 7, products: 3 }),
    async close() {},
  }
  return { index, names: () => [...names.values()] }
}

/** The app over fakes, and the fakes. */
export function createTestApp(changes: Partial<AppDeps> = {}, answer?: (query: string) => Decision) {
  const log = createMemoryLog()
  const { speller, calls } = createScriptedSpeller(log, answer)
  const { index, names } = createListIndex()
  const errors: unknown[] = []
  const app = createApp({
    speller,
    log,
    index,
    metrics: createSilentMetrics(),
    ready: async () => ({ ok: true, checks: { catalog: { ok: true } } }),
    onError: (error) => errors.push(error),
    ...changes,
  })
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return { app, send, log, index, names, calls, errors }
}
