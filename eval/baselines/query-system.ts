import type { Answer, System } from '../../src/evaluate/system.ts'
import { applyEdits, editsOf } from '../../src/speller/edits.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import type { Query, Reading } from '../../src/speller/types.ts'

/** Readings of the query, in order, without overlap; what none covers stays as typed. */
export type Read = (query: Query) => readonly Reading[]

/** Searches with what it reads, whatever it is worth. Every byte outside of changed terms stays, and the style of those. */
export function querySystem(label: string, read: Read): System {
  return {
    label,
    async answer(raw) {
      const started = performance.now()
      const query = parseQuery(raw)
      const corrected = applyEdits(raw, editsOf(query, read(query)))
      return answerOf(raw, corrected, NaN, started)
    },
  }
}

/** An answer without a threshold: a rewrite wherever the text changed. `started` as of `performance.now`. */
export function answerOf(raw: string, corrected: string, confidence: number, started: number): Answer {
  const verdict = corrected === raw ? 'keep' : 'rewrite'
  return { applied: corrected, corrected, verdict, confidence, milliseconds: performance.now() - started }
}
