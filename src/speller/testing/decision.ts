import type { Decision } from '../types.ts'

/** A decision as the speller would give it for "nikee shoes". */
export function decisionFor(query: string, changes: Partial<Decision> = {}): Decision {
  return {
    id: crypto.randomUUID(),
    query,
    corrected: 'nike shoes',
    applied: 'nike shoes',
    verdict: 'rewrite',
    confidence: 0.9371,
    reason: 'confident',
    edits: [{ start: 0, end: 5, from: 'nikee', to: 'nike', kind: 'spelling' }],
    evidence: [{ name: 'Nike', kind: 'brand', count: 41, edits: 1 }],
    alternatives: [{ text: 'nikon shoes', confidence: 0.02 }],
    model: 'scripted',
    catalog: 'generation-1',
    degraded: [],
    latencyMs: { total: 4.25, retrieve: 0.5, compose: 1, correct: 2.5, decide: 0.25 },
    ...changes,
  }
}
