import { parseQuery } from '../normalise.ts'
import type { Reading } from '../types.ts'

/** A reading of the terms from one position until before another. */
export type Window = readonly [from: number, to: number, terms: string]
/** Readings of the whole query: the windows as given, the other terms as typed. */
export const read = (raw: string, ...windows: readonly Window[]): Reading[] => {
  const query = parseQuery(raw)
  const readings: Reading[] = []
  for (let at = 0; at < query.terms.length;) {
    const window = windows.find(([from]) => from === at)
    const to = window ? window[1] : at + 1
    readings.push({ from: at, to, terms: window ? window[2].split(' ') : [query.terms[at]!.text], cost: 1 })
    at = to
  }
  return readings
}
