import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import type { DecisionRecord, Edit, FeedbackKind, Label, LoggedDecision } from '../speller/types.ts'
import { analyse, type AnalyseOptions } from './analyse.ts'

let made = 0

/** A kept query, unless told otherwise; ids count up. */
export function logged(
  query: string,
  changes: Partial<DecisionRecord> = {},
  said: { readonly feedback?: readonly FeedbackKind[]; readonly labels?: readonly Omit<Label, 'decisionId'>[] } = {},
): LoggedDecision {
  const id = `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`
  const record: DecisionRecord = {
    id,
    at: '2026-01-10T00:00:00.000Z',
    query,
    corrected: query,
    applied: query,
    verdict: 'keep',
    confidence: 0.9,
    reason: 'unchanged',
    edits: [],
    evidence: [],
    alternatives: [],
    model: 'onnx:test',
    catalog: 'generation-1',
    degraded: [],
    latencyMs: { total: 4, retrieve: 1, compose: 1, correct: 1, decide: 1 },
    mode: 'auto',
    k: 8,
    context: [],
    prompt: '',
    guards: [],
    previous: [],
    ...changes,
  }
  return {
    record,
    feedback: (said.feedback ?? []).map((kind) => ({ decisionId: id, kind })),
    labels: (said.labels ?? []).map((label) => ({ decisionId: id, ...label })),
  }
}

/** The fields of a correction of one term, which stands in the query as given. */
export function correction(
  query: string,
  from: string,
  to: string,
  verdict: 'rewrite' | 'suggest' | 'keep' = 'rewrite',
): Partial<DecisionRecord> {
  const start = query.indexOf(from)
  const edit: Edit = { start, end: start + from.length, from, to, kind: 'spelling' }
  const corrected = query.replace(from, to)
  return {
    corrected,
    applied: verdict === 'rewrite' ? corrected : query,
    verdict,
    reason: verdict === 'rewrite' ? 'confident' : 'low_confidence',
    edits: [edit],
  }
}

/** What `analysisOf` analyses. */
const period = { from: new Date('2026-01-08T00:00:00Z'), until: new Date('2026-01-15T00:00:00Z') }

/** Of a log that holds these decisions, whose terms no catalog knows. */
export async function analysisOf(decisions: readonly LoggedDecision[], changes: Partial<AnalyseOptions> = {}) {
  const log = createMemoryLog()
  for (const { record, feedback, labels } of decisions) {
    log.append(record)
    for (const given of feedback) await log.feedback(given)
    for (const given of labels) await log.label(given)
  }
  return analyse({
    read: (wanted) => log.read(wanted),
    period,
    rows: 10,
    minCount: 2,
    standingsOf: async (terms) => terms.map(() => 'unknown'),
    ...changes,
  })
}
