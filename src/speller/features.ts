import {
  type Change,
  changesOf,
  clamp,
  coined,
  type Cost,
  cutShort,
  editShare,
  explained,
  intendedSlip,
  neighbours,
  oddGain,
  remembered,
  typedCompany,
  typedPair,
} from './changes.ts'
import { companyOf, isSocial, sharedTitles } from './company.ts'
import { type FeatureName, featureNames } from './feature-names.ts'
import { bigramForm, rememberedLog, sentenceStart, type TermCounts } from './language-model.ts'
import type { Letters } from './letters.ts'
import { eachOnce } from './readings.ts'
import { relatednessOf } from './relatedness.ts'
import { soundOf } from './sounds.ts'
import type { Candidate, Query, Reading } from './types.ts'
import type { WordVectors } from './word-vectors.ts'

/** What a corrector said of a candidate; absent when none answered. */
export interface ModelEvidence {
  /** Natural log of the probability of the candidate's text. */
  readonly logProbability: number
  readonly greedy: boolean
}

export interface FeatureFacts {
  readonly counts: TermCounts
  /** The same, where singular and plural of a term are one. */
  readonly numberless: TermCounts
  isBrand(form: string): boolean
  isKnownMisspelling(intended: string, typed: string): boolean
  readonly letters: Letters
  readonly vectors: WordVectors
  /** Cost, in nats, of typing one term for another. */
  spellingCost: Cost
  /** In how many ways people are known to misspell a term. */
  misspellingsOf(intended: string): number
  /** Cost, in nats, of coining one term from another as brand names do. */
  coinageCost: Cost
}

/** Candidates so near to one another, in nats, compete. */
const rivalLead = 3
const zipfScale = 3
/** Words as common as these (for, with, in) suit every other. */
const suitsAllZipf = 6.2
const explainedScale = 4
const log1p = (count: number) => Math.log1p(count)

/**
 * One vector per candidate, in order: shape [candidates.length, featureNames.length]. Costs and log-probabilities in nats,
 * clamped; counts as log(1 + n). `evidence` is by candidate text and may be empty.
 */
export function featuresOf(
  query: Query,
  candidates: readonly Candidate[],
  evidence: ReadonlyMap<string, ModelEvidence>,
  facts: FeatureFacts,
): number[][] {
  const languageLog = rememberedLog(facts.counts)
  const languageOf = (candidate: Candidate) => {
    let before = sentenceStart
    let sum = 0
    for (const reading of candidate.readings)
      for (const term of reading.terms) {
        sum += languageLog(before, term)
        before = term
      }
    return sum
  }
  const typedText = query.text
  const typedCandidate = candidates.find((candidate) => candidate.text === typedText)
  const typedLanguage = typedCandidate ? languageOf(typedCandidate) : 0
  const logs = candidates.map((candidate) => evidence.get(candidate.text)?.logProbability)
  const known = logs.filter((log): log is number => log !== undefined)
  const bestLog = Math.max(...known, -1e9)
  const sumShares = known.reduce((sum, log) => sum + Math.exp(log - bestLog), 0)
  const typedLog = evidence.get(typedText)?.logProbability
  const frozen = new Set(query.terms.filter((term) => term.frozen).map((term) => term.text))
  const catalogLog = (term: string) => Math.log(facts.counts.count(term) + 0.3)
  // words that the tables lack count as somewhat rarer than the rarest of them
  const backgroundLog = (term: string) => Math.LN10 * Math.max(0.5, facts.counts.zipf(term))

  const readings = eachOnce(candidates.flatMap((candidate) => candidate.readings))
  const slips = new Map<Reading, number>()
  const slipOf = (change: Change) => {
    let slip = slips.get(change.reading)
    if (slip === undefined)
      slips.set(change.reading, (slip = intendedSlip(change, readings, catalogLog, facts.spellingCost)))
    return slip
  }
  const sounds = new Map<string, string>()
  const sound = (terms: readonly string[]) => {
    const text = terms.join('')
    let found = sounds.get(text)
    if (found === undefined) sounds.set(text, (found = soundOf(text)))
    return found
  }
  const coinages = remembered(facts.coinageCost)

  return candidates.map((candidate, c) => {
    const changes = changesOf(query, candidate)
    const isTyped = candidate.text === typedText
    const unknownTerms = candidate.readings
      .flatMap((reading) => reading.terms)
      .filter((term) => !frozen.has(term) && facts.counts.count(term) === 0)
    const related = changes.map(({ typed, reading, others }) => {
      const company = others.filter((other) => facts.counts.zipf(other) < suitsAllZipf)
      return {
        intended: relatednessOf(reading.terms, company, facts.vectors),
        typed: relatednessOf(typed, company, facts.vectors),
      }
    })
    const others = candidates.filter((other, o) => o !== c && other.text !== typedText)
    const lead = others.length === 0 ? 10 : candidate.score - Math.max(...others.map((other) => other.score))
    const of = (value: (change: Change) => number, start: number, merge: (a: number, b: number) => number) =>
      changes.reduce((merged, change) => merge(merged, value(change)), start)
    const vector: Record<FeatureName, number> = {
      typed: isTyped ? 1 : 0,
      cost: candidate.readings.reduce((sum, reading) => sum + reading.cost, 0) / 5,
      language: clamp(languageOf(candidate) - typedLanguage, -20, 30) / 5,
      edits: changes.length,
      breaks: changes.filter(({ typed, reading }) => reading.terms.length > typed.length).length,
      combinations: changes.filter(({ typed, reading }) => reading.terms.length < typed.length).length,
      firstLetter: changes.filter(({ typed, reading }) => typed[0]![0] !== reading.terms[0]![0]).length,
      typedCount: of(({ typed }) => Math.min(...typed.map((term) => log1p(facts.counts.count(term)))), 0, Math.max) / 3,
      typedZipf: of(({ typed }) => Math.min(...typed.map((term) => facts.counts.zipf(term))), 0, Math.max) / zipfScale,
      intendedCount:
        changes.length === 0
          ? 0
          : of(
              ({ reading }) => Math.min(...reading.terms.map((term) => log1p(facts.counts.count(term)))),
              20,
              Math.min,
            ) / 3,
      intendedZipf:
        changes.length === 0
          ? 0
          : of(({ reading }) => Math.min(...reading.terms.map((term) => facts.counts.zipf(term))), 8, Math.min) / 3,
      editShare: of(editShare, 0, Math.max) * 3,
      short: of(({ typed }) => (typed.join('').length <= 4 ? 1 : 0), 0, Math.max),
      length: changes.length === 0 ? 0 : of(({ typed }) => typed.join('').length, 30, Math.min) / 8,
      lead: clamp(lead, -10, 10) / 5,
      fit:
        clamp(
          fit(candidate, facts.numberless) - (typedCandidate ? fit(typedCandidate, facts.numberless) : 0),
          -10,
          10,
        ) / 3,
      unknownTerms: unknownTerms.length,
      strangeTerms: unknownTerms.filter((term) => facts.counts.zipf(term) < 2).length,
      typedBrand: changes.some(
        ({ typed }) => facts.isBrand(typed.join(' ')) || typed.some((term) => facts.isBrand(term)),
      )
        ? 1
        : 0,
      intendedBrand: changes.some(({ reading }) => facts.isBrand(reading.terms.join(' '))) ? 1 : 0,
      typedPair: of(({ typed }) => typedPair(typed, facts.counts), 0, Math.max) / 3,
      spaceOnly: changes.filter(({ typed, reading }) => typed.join('') === reading.terms.join('')).length,
      knownMisspelling: changes.filter(({ typed, reading }) =>
        facts.isKnownMisspelling(reading.terms.join(' '), typed.join(' ')),
      ).length,
      explained:
        changes.length === 0 ? 0 : of((change) => explained(change, catalogLog), -20, Math.max) / explainedScale,
      explainedZipf: changes.length === 0 ? 0 : of((change) => explained(change, backgroundLog), -20, Math.max) / 4,
      cutShort: of(cutShort, 0, Math.max) / 3,
      otherNumber: changes.filter(
        ({ typed, reading }) =>
          typed.length === 1 &&
          reading.terms.length === 1 &&
          typed[0]!.endsWith('s') !== reading.terms[0]!.endsWith('s'),
      ).length,
      alone: changes.some(({ others }) => !others.some((other) => isSocial(other) && facts.numberless.count(other) > 0))
        ? 1
        : 0,
      company: meanOf(changes, ({ reading, others }) => companyOf(reading.terms, others, facts.numberless).mean),
      bestCompany: meanOf(changes, ({ reading, others }) => companyOf(reading.terms, others, facts.numberless).best),
      typedCompany: meanOf(changes, (change) => typedCompany(change, facts.numberless).mean),
      typedBestCompany: meanOf(changes, (change) => typedCompany(change, facts.numberless).best),
      atStart: changes.some(({ reading }) => reading.from === 0) ? 1 : 0,
      oneTerm: changes.length > 0 && query.terms.length === 1 ? 1 : 0,
      oddLetter:
        of(({ typed }) => Math.max(...typed.map((term) => facts.letters.surprise(term).most)), 0, Math.max) / 4,
      oddGain: meanOf(changes, (change) => oddGain(change, facts.letters)),
      coined: of((change) => coined(change, coinages), 0, Math.max) / 4,
      soundsAlike: changes.filter(({ typed, reading }) => sound(typed) === sound(reading.terms)).length,
      intendedSlip: of(slipOf, 0, Math.max) / 4,
      oftenMisspelled:
        of(
          ({ typed, reading }) =>
            typed.length === reading.terms.length
              ? Math.max(...reading.terms.map((term) => log1p(facts.misspellingsOf(term))))
              : 0,
          0,
          Math.max,
        ) / 2,
      terms: query.terms.length,
      scoreGain: typedCandidate ? clamp(candidate.score - typedCandidate.score, -20, 30) / 5 : 0,
      rivals: others.filter((other) => Math.abs(other.score - candidate.score) < rivalLead).length,
      intendedPairs: meanOf(changes, ({ reading, others }) => sharedTitles(reading.terms, others, facts.numberless)),
      typedPairs: meanOf(changes, ({ typed, others }) => sharedTitles(typed, others, facts.numberless)),
      intendedNeighbours: meanOf(changes, ({ reading, before, after }) =>
        neighbours(reading.terms, before, after, facts.numberless),
      ),
      typedNeighbours: meanOf(changes, ({ typed, before, after }) =>
        neighbours(typed, before, after, facts.numberless),
      ),
      related: meanOf(related, ({ intended }) => intended.mean),
      bestRelated: meanOf(related, ({ intended }) => intended.best),
      intendedMeaning: meanOf(related, ({ intended }) => (intended.isKnown ? 1 : 0)),
      typedRelated: meanOf(related, ({ typed }) => typed.mean),
      typedBestRelated: meanOf(related, ({ typed }) => typed.best),
      typedMeaning: meanOf(related, ({ typed }) => (typed.isKnown ? 1 : 0)),
      relatedGain: meanOf(related, ({ intended, typed }) =>
        intended.isKnown && typed.isKnown ? intended.best - typed.best : 0,
      ),
      modelShare: logs[c] === undefined ? 0 : Math.exp(logs[c] - bestLog) / sumShares,
      modelGain: logs[c] === undefined || typedLog === undefined ? 0 : clamp(logs[c] - typedLog, -20, 20) / 5,
      modelGreedy: evidence.get(candidate.text)?.greedy ? 1 : 0,
      modelPerByte: logs[c] === undefined ? 0 : clamp(logs[c] / (candidate.text.length + 1), -3, 0),
    }
    // in the order of their names, as it stands above
    return Object.values(vector)
  })
}

/** Mean over the changes. */
function meanOf<Of>(changes: readonly Of[], value: (change: Of) => number): number {
  return changes.length === 0 ? 0 : changes.reduce((sum, change) => sum + value(change), 0) / changes.length / 2
}

/** Nats beyond slips at which a count of the catalog speaks for the typed term; and a common word of the language. */
const beyondSlips = 2
const commonZipf = 3.5

/**
 * True for a candidate that changes terms which are right words as typed: the catalog holds them more often than slips
 * explain, or they are common in the language.
 */
export function changesRightWords(features: readonly number[]): boolean {
  const value = (name: FeatureName) => features[featureNames.indexOf(name)]!
  const inCatalog = value('typedCount') > 0 && value('explained') * explainedScale > beyondSlips
  return inCatalog || value('typedZipf') * zipfScale >= commonZipf
}

/** How well neighbouring terms are attested together: the sum of log(1 + bigram count). */
function fit(candidate: Candidate, counts: TermCounts): number {
  const terms = candidate.readings.flatMap((reading) => reading.terms)
  let sum = 0
  for (let i = 1; i < terms.length; i++) sum += log1p(counts.count(bigramForm(terms[i - 1]!, terms[i]!)))
  return sum
}
