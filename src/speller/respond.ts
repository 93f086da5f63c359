import type { Bill } from './bill.ts'
import { isExact } from './context.ts'
import { applyEdits } from './edits.ts'
import type { Lookup } from './lookup.ts'
import { withRules, type Ruled } from './ruled.ts'
import type { SpellerDeps } from './speller.ts'
import type {
  Candidate,
  CorrectOptions,
  Decision,
  DecisionRecord,
  Evidence,
  Hit,
  LatencyMs,
  Mode,
  Query,
  Reading,
  Reason,
} from './types.ts'

type Settled = Omit<
  DecisionRecord,
  'id' | 'query' | 'applied' | 'latencyMs' | 'at' | 'mode' | 'locale' | 'prompt' | 'previous' | 'hitCount' | 'usage'
> & {
  readonly stages: Omit<LatencyMs, 'total'>
  /** Absent: false. */
  readonly isSecondChoice?: boolean
}

/** Rules hold, whatever else was found; the rest of the query is corrected too where that would have been without them. */
function afterRules(raw: string, ruled: Ruled, found: Settled, mode: Mode = 'auto'): Settled {
  const verdict = ({ auto: 'rewrite', suggest: 'suggest', off: 'keep' } as const)[mode]
  const edits = found.verdict === verdict ? withRules(ruled, found.edits) : undefined
  if (edits && found.edits.length > 0) return { ...found, edits, corrected: applyEdits(raw, edits) }
  const reason = mode === 'off' ? 'off' : 'override'
  const { edits: own, text: corrected } = ruled
  return {
    ...found,
    verdict,
    reason,
    confidence: 1,
    edits: own,
    corrected,
    evidence: [],
    alternatives: [],
    model: 'none',
  }
}

const noStages = { retrieve: 0, compose: 0, correct: 0, decide: 0 }

/** Turns what was settled into the answer, and hands the record to the log. One per query; what was settled is about the text that its rules made. */
export function answer(
  deps: SpellerDeps,
  raw: string,
  options: CorrectOptions,
  started: number,
  bill: Bill,
  ruled?: Ruled,
) {
  const send = (found: Settled): Decision => {
    const { stages, isSecondChoice = false, ...settled } = ruled ? afterRules(raw, ruled, found, options.mode) : found
    const { guards, context, contextDetails = [], k, ...open } = settled
    const usage = bill.answers()
    const decision: Decision = {
      ...open,
      id: deps.newId(),
      query: raw,
      applied: settled.verdict === 'rewrite' ? settled.corrected : raw,
      latencyMs: rounded({ total: performance.now() - started, ...stages }),
    }
    const record: DecisionRecord = {
      ...decision,
      at: deps.now().toISOString(),
      mode: options.mode ?? 'auto',
      ...(options.locale === undefined ? {} : { locale: options.locale }),
      k,
      context,
      contextDetails,
      prompt: deps.settings.promptId,
      guards,
      previous: options.previous ?? [],
      ...(options.hitCount === undefined ? {} : { hitCount: options.hitCount }),
      ...(usage.length === 0 ? {} : { usage }),
    }
    deps.log.append(record)
    deps.onDecision?.(record, isSecondChoice)
    return decision
  }
  const blank = {
    corrected: raw,
    edits: [],
    evidence: [],
    alternatives: [],
    model: 'none',
    catalog: '',
    degraded: [] as readonly string[],
    guards: [],
    context: [],
    k: options.k ?? deps.settings.k,
    stages: noStages,
  }
  return {
    send,
    /** The query stays as typed, without a look at the catalog. */
    keep: (reason: Reason, confidence: number, more: { readonly degraded?: readonly string[] } = {}): Decision =>
      send({ ...blank, verdict: 'keep', reason, confidence, ...more }),
    /** What was settled offline; the time went into asking the catalog whether it still holds. */
    ahead: (
      settled: Pick<
        Settled,
        'verdict' | 'reason' | 'corrected' | 'confidence' | 'edits' | 'evidence' | 'model' | 'catalog'
      >,
    ): Decision => send({ ...blank, ...settled, stages: { ...noStages, retrieve: performance.now() - started } }),
  }
}

/** Names that explain the changed windows, then the longest names that the rest is made of; each once, at most 8. */
export function evidenceOf(lookup: Lookup, candidate: Candidate, query: Query): Evidence[] {
  const found = new Map<string, Evidence>()
  const add = ({ name, edits }: Hit) => {
    if (!found.has(name.form)) found.set(name.form, { name: name.text, kind: name.kind, count: name.count, edits })
  }
  const isChanged = ({ from, to, terms }: Reading) =>
    query.terms
      .slice(from, to)
      .map((term) => term.text)
      .join(' ') !== terms.join(' ')
  const changed = candidate.readings.filter(isChanged)
  for (const reading of changed)
    lookup.spans.forEach((span, s) => {
      if (span.from !== reading.from || span.to !== reading.to) return
      for (const hit of lookup.hits[s]!)
        if (hit.name.form === reading.terms.join(' ') || reading.terms.includes(hit.name.form)) add(hit)
    })
  const covered = new Set<number>()
  for (let s = lookup.spans.length - 1; s >= 0; s--) {
    const span = lookup.spans[s]!
    const positions = Array.from({ length: span.to - span.from }, (_, i) => span.from + i)
    if (positions.some((at) => covered.has(at) || changed.some((reading) => reading.from <= at && at < reading.to)))
      continue
    const exact = lookup.hits[s]!.find((hit) => isExact(span, hit))
    if (!exact) continue
    add(exact)
    for (const at of positions) covered.add(at)
  }
  return [...found.values()].slice(0, 8)
}

/** Names near to changed windows that the changes spell; each once, at most 8. */
export function evidenceAhead(hits: readonly Hit[], changes: readonly Omit<Reading, 'cost'>[]): Evidence[] {
  const read = new Set(changes.flatMap(({ terms }) => [terms.join(' '), ...terms]))
  const found = new Map<string, Evidence>()
  for (const { name, edits } of hits)
    if (read.has(name.form) && !found.has(name.form))
      found.set(name.form, { name: name.text, kind: name.kind, count: name.count, edits })
  return [...found.values()].slice(0, 8)
}

function rounded(latency: LatencyMs): LatencyMs {
  const round = (ms: number) => Math.round(ms * 1000) / 1000
  return {
    total: round(latency.total),
    retrieve: round(latency.retrieve),
    compose: round(latency.compose),
    correct: round(latency.correct),
    decide: round(latency.decide),
  }
}
