import {
  type Change,
  type ChangeInCandidate,
  changesOf,
  clamp,
  type Cost,
  intendedSlip,
  neighbours,
  typedCompany,
} from './changes.ts'
import { companyOf, isSocial, sharedTitles } from './company.ts'
import { type FeatureName, featureNames } from './feature-names.ts'
import { bigramForm, logProbability, sentenceStart, type TermCounts } from './language-model.ts'
import { catalogLogOf, createMerged, type ReadingTraits, type TraitFacts, traitsOf } from './reading-traits.ts'
import { eachOnce } from './readings.ts'
import { relatednessOf } from './relatedness.ts'
import { kept, rememberedPair } from './remembered.ts'
import type { Candidate, Query, Reading } from './types.ts'
import type { WordVectors } from './word-vectors.ts'

/** What a corrector said of a candidate; absent when none answered. */
export interface ModelEvidence {
  /** Natural log of the probability of the candidate's text. */
  readonly logProbability: number
  readonly greedy: boolean
}

export interface FeatureFacts extends TraitFacts {
  /** The counts, where singular and plural of a term are one. */
  readonly numberless: TermCounts
  readonly vectors: WordVectors
  /** Cost, in nats, of typing one term for another. */
  readonly spellingCost: Cost
  /** What is known already of the query's readings by these facts; filled. */
  readonly traits: Map<Reading, ReadingTraits>
}

/** Candidates so near to one another, in nats, compete. */
const rivalLead = 3
const zipfScale = 3
/** Words as common as these (for, with, in) suit every other. */
const suitsAllZipf = 6.2
const explainedScale = 4

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
  const languageLog = rememberedPair((before, term) => logProbability(facts.counts, before, term))
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
  const readings = eachOnce(candidates.flatMap((candidate) => candidate.readings))
  const catalogLog = (term: string) => catalogLogOf(facts.counts, term)
  const slips = new Map<Reading, number>()
  const slipOf = (change: Change) =>
    kept(slips, change.reading, () => intendedSlip(change, readings, catalogLog, facts.spellingCost))
  const typedFit = typedCandidate ? fit(typedCandidate, facts.numberless) : 0

  return candidates.map((candidate, c) => {
    const changes = changesOf(query, candidate)
    const isChanged = changes.length > 0
    const isTyped = candidate.text === typedText
    const unknownTerms = candidate.readings
      .flatMap((reading) => reading.terms)
      .filter((term) => !frozen.has(term) && facts.counts.count(term) === 0)
    const merged = createMerged(
      changes.map((change) => kept(facts.traits, change.reading, () => traitsOf(change, facts))),
    )
    const contexts = changes.map((change) => contextOf(change, facts))
    const others = candidates.filter((other, o) => o !== c && other.text !== typedText)
    const lead = others.length === 0 ? 10 : candidate.score - Math.max(...others.map((other) => other.score))
    const vector: Record<FeatureName, number> = {
      typed: isTyped ? 1 : 0,
      cost: candidate.readings.reduce((sum, reading) => sum + reading.cost, 0) / 5,
      language: clamp(languageOf(candidate) - typedLanguage, -20, 30) / 5,
      edits: changes.length,
      breaks: merged.sum('breaks'),
      combinations: merged.sum('combinations'),
      firstLetter: merged.sum('firstLetter'),
      typedCount: merged.most('typedCount') / 3,
      typedZipf: merged.most('typedZipf') / zipfScale,
      intendedCount: isChanged ? merged.least('intendedCount', 20) / 3 : 0,
      intendedZipf: isChanged ? merged.least('intendedZipf', 8) / 3 : 0,
      editShare: merged.most('editShare') * 3,
      short: merged.most('short'),
      length: isChanged ? merged.least('length', 30) / 8 : 0,
      lead: clamp(lead, -10, 10) / 5,
      fit: clamp(fit(candidate, facts.numberless) - typedFit, -10, 10) / 3,
      unknownTerms: unknownTerms.length,
      strangeTerms: unknownTerms.filter((term) => facts.counts.zipf(term) < 2).length,
      typedBrand: merged.most('typedBrand'),
      intendedBrand: merged.most('intendedBrand'),
      typedPair: merged.most('typedPair') / 3,
      spaceOnly: merged.sum('spaceOnly'),
      knownMisspelling: merged.sum('knownMisspelling'),
      explained: isChanged ? merged.most('explained', -20) / explainedScale : 0,
      explainedZipf: isChanged ? merged.most('explainedZipf', -20) / 4 : 0,
      cutShort: merged.most('cutShort') / 3,
      otherNumber: merged.sum('otherNumber'),
      alone: contexts.some(({ isAlone }) => isAlone) ? 1 : 0,
      company: meanOf(contexts, ({ company }) => company.mean),
      bestCompany: meanOf(contexts, ({ company }) => company.best),
      typedCompany: meanOf(contexts, ({ typedCompany: company }) => company.mean),
      typedBestCompany: meanOf(contexts, ({ typedCompany: company }) => company.best),
      atStart: changes.some(({ reading }) => reading.from === 0) ? 1 : 0,
      oneTerm: isChanged && query.terms.length === 1 ? 1 : 0,
      oddLetter: merged.most('oddLetter') / 4,
      oddGain: isChanged ? merged.sum('oddGain') / changes.length / 2 : 0,
      coined: merged.most('coined') / 4,
      soundsAlike: merged.sum('soundsAlike'),
      intendedSlip: changes.reduce((most, change) => Math.max(most, slipOf(change)), 0) / 4,
      oftenMisspelled: merged.most('oftenMisspelled') / 2,
      terms: query.terms.length,
      scoreGain: typedCandidate ? clamp(candidate.score - typedCandidate.score, -20, 30) / 5 : 0,
      rivals: others.filter((other) => Math.abs(other.score - candidate.score) < rivalLead).length,
      intendedPairs: meanOf(contexts, (context) => context.pairs),
      typedPairs: meanOf(contexts, (context) => context.typedPairs),
      intendedNeighbours: meanOf(contexts, (context) => context.neighbours),
      typedNeighbours: meanOf(contexts, (context) => context.typedNeighbours),
      related: meanOf(contexts, ({ related }) => related.mean),
      bestRelated: meanOf(contexts, ({ related }) => related.best),
      intendedMeaning: meanOf(contexts, ({ related }) => (related.isKnown ? 1 : 0)),
      typedRelated: meanOf(contexts, ({ typedRelated: related }) => related.mean),
      typedBestRelated: meanOf(contexts, ({ typedRelated: related }) => related.best),
      typedMeaning: meanOf(contexts, ({ typedRelated: related }) => (related.isKnown ? 1 : 0)),
      relatedGain: meanOf(contexts, ({ related, typedRelated }) =>
        related.isKnown && typedRelated.isKnown ? related.best - typedRelated.best : 0,
      ),
      modelShare: logs[c] === undefined ? 0 : Math.exp(logs[c] - bestLog) / sumShares,
      modelGain: logs[c] === undefined || typedLog === undefined ? 0 : clamp(logs[c] - typedLog, -20, 20) / 5,
      modelGreedy: evidence.get(candidate.text)?.greedy ? 1 : 0,
      modelPerByte: logs[c] === undefined ? 0 : clamp(logs[c] / (candidate.text.length + 1), -3, 0),
    }
    return featureNames.map((name) => vector[name])
  })
}

/** How a change, as read and as typed, suits what stands around it. */
function contextOf(change: ChangeInCandidate, { counts, numberless, vectors }: FeatureFacts) {
  const { typed, reading, others, before, after } = change
  const company = others.filter((other) => counts.zipf(other) < suitsAllZipf)
  return {
    isAlone: !others.some((other) => isSocial(other) && numberless.count(other) > 0),
    company: companyOf(reading.terms, others, numberless),
    typedCompany: typedCompany(change, numberless),
    pairs: sharedTitles(reading.terms, others, numberless),
    typedPairs: sharedTitles(typed, others, numberless),
    neighbours: neighbours(reading.terms, before, after, numberless),
    typedNeighbours: neighbours(typed, before, after, numberless),
    related: relatednessOf(reading.terms, company, vectors),
    typedRelated: relatednessOf(typed, company, vectors),
  }
}

/** Mean over the changes. */
function meanOf<Of>(changes: readonly Of[], value: (change: Of) => number): number {
  return changes.length === 0 ? 0 : changes.reduce((sum, change) => sum + value(change), 0) / changes.length / 2
}

/** Nats beyond slips at which a count of the catalog speaks for the typed term; and a common word of the language. */
const beyondSlips = 2
export const commonZipf = 3.5

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
  for (let i = 1; i < terms.length; i++) sum += Math.log1p(counts.count(bigramForm(terms[i - 1]!, terms[i]!)))
  return sum
}
