import { bigramForm, logProbability, sentenceStart, type TermCounts } from './language-model.ts'
import { rememberedPair } from './remembered.ts'
import type { Candidate, Query, Reading } from './types.ts'

/** Whole-query candidates returned at most, the query itself included. */
export const maxCandidates = 12
const beamWidth = 24
/** Weight of the language model against the channel. Lower trusts what was typed. */
const languageWeight = 0.8

interface Partial {
  readonly readings: readonly Reading[]
  readonly last: string
  readonly score: number
  readonly changed: number
}

/** Forms of every neighbouring pair that composing these readings may ask the language model for. */
export function pairForms(query: Query, readings: readonly Reading[]): string[] {
  const endingAt: Set<string>[] = Array.from({ length: query.terms.length + 1 }, () => new Set<string>())
  endingAt[0]!.add(sentenceStart)
  const forms = new Set<string>()
  for (const reading of readings) endingAt[reading.to]!.add(reading.terms[reading.terms.length - 1]!)
  for (const reading of readings) {
    for (const before of endingAt[reading.from]!) forms.add(bigramForm(before, reading.terms[0]!))
    for (let i = 1; i < reading.terms.length; i++) forms.add(bigramForm(reading.terms[i - 1]!, reading.terms[i]!))
  }
  return [...forms]
}

/**
 * The best whole-query candidates under channel and language model, best first; the query as typed is always among them.
 * Beam search over the lattice of readings, which must hold the typed reading of every term.
 */
export function compose(query: Query, readings: readonly Reading[], counts: TermCounts): Candidate[] {
  const n = query.terms.length
  const languageLog = rememberedPair((before, term) => logProbability(counts, before, term))
  const startingAt: Reading[][] = Array.from({ length: n }, () => [])
  for (const reading of readings) startingAt[reading.from]!.push(reading)
  const beams: Partial[][] = Array.from({ length: n + 1 }, () => [])
  beams[0]!.push({ readings: [], last: sentenceStart, score: 0, changed: 0 })
  for (let at = 0; at < n; at++) {
    const beam = prune(beams[at]!, beamWidth)
    for (const partial of beam)
      for (const reading of startingAt[at]!) {
        let score = partial.score - reading.cost
        let last = partial.last
        for (const term of reading.terms) {
          score += languageWeight * languageLog(last, term)
          last = term
        }
        const changed = partial.changed + (reading.cost > 0 ? 1 : 0)
        beams[reading.to]!.push({ readings: [...partial.readings, reading], last, score, changed })
      }
  }
  const complete = beams[n]!.toSorted((a, b) => b.score - a.score).slice(0, maxCandidates)
  const typed = beams[n]!.find((partial) => partial.changed === 0)
  if (typed && !complete.includes(typed)) complete[maxCandidates - 1] = typed
  const seen = new Set<string>()
  return complete.flatMap((partial): Candidate[] => {
    const text = partial.readings.flatMap((reading) => reading.terms).join(' ')
    if (seen.has(text)) return []
    seen.add(text)
    return [{ text, readings: partial.readings, score: partial.score }]
  })
}

/** The best `width`, and the one that changes nothing. */
function prune(partials: readonly Partial[], width: number): Partial[] {
  const sorted = [...partials].sort((a, b) => b.score - a.score)
  const kept = sorted.slice(0, width)
  const typed = sorted.find((partial) => partial.changed === 0)
  if (typed && !kept.includes(typed)) kept.push(typed)
  return kept
}
