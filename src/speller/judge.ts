import { align } from './align.ts'
import { changesOf } from './changes.ts'
import { channelCost } from './channel.ts'
import { isSocial } from './company.ts'
import { editsOf } from './edits.ts'
import { featuresOf, type ModelEvidence } from './features.ts'
import { type Weighed, withoutForbidden } from './forbidden.ts'
import { type Guard, protectedWindowsOf, refuse } from './guards.ts'
import { isKnownMisspelling, type Knowledge, misspellingsOf } from './knowledge.ts'
import { inflectionsOf } from './inflection.ts'
import type { Lookup } from './lookup.ts'
import { acrossNumbers } from './numbers.ts'
import type { Overrides } from './overrides.ts'
import type { Suggestion } from './ports.ts'
import { calibrated, posterior } from './ranker.ts'
import type { Candidate, Query, Reading } from './types.ts'

/** A candidate that passed the guards. */
export interface Judged {
  readonly candidate: Candidate
  /** Among the candidates; sums to 1. */
  readonly probability: number
  /** Calibrated probability, in [0, 1], to be what was meant. */
  readonly confidence: number
  /** Shape [featureNames.length]. */
  readonly features: readonly number[]
}

export interface Judgement {
  /** Most probable first; the query as typed is among them. */
  readonly judged: readonly Judged[]
  /** The same with those that a rule of the shop forbids, as probable as without the rule. */
  readonly weighed: readonly Weighed[]
  /** Guards that refused a candidate. */
  readonly guards: readonly Guard[]
  /** A corrector gave log-probabilities of all candidates, and they took part. */
  readonly scored: boolean
  /** The guard that refuses other readings of the query, made of names that were retrieved for it. */
  readonly refuses: (readings: readonly Reading[]) => Guard | undefined
}

/** What the noisy channel thought before the corrector was asked. */
export interface Prior {
  /** Probability of a candidate by its text; undefined for one that it did not compose. */
  readonly of: (text: string) => number | undefined
  /** Weight of the corrector's evidence against it, in [0, 1]. */
  readonly modelWeight: number
  /** Most by which an answer without probabilities of the drafts multiplies its odds against the other candidates; from 1 on. Absent: 8. */
  readonly opinionOdds?: number | undefined
}

const usualOpinionOdds = 8

/**
 * Guards the candidates and the corrector's own answer, and weighs them. `suggestions` is empty when no corrector answered.
 * The query as typed must be among the candidates.
 */
export async function judge(
  query: Query,
  lookup: Lookup,
  candidates: readonly Candidate[],
  suggestions: readonly Suggestion[],
  knowledge: Knowledge,
  overrides: Overrides,
  locale: string | undefined,
  prior?: Prior,
): Promise<Judgement> {
  const own = suggestions.find((suggestion) => suggestion.source === 'greedy')
  const added =
    own && !candidates.some((candidate) => candidate.text === own.text)
      ? readAnswer(query, own.text, knowledge)
      : undefined
  const all = [...candidates, ...(added ? [added] : [])]
  const texts = [query.terms.map((term) => term.text), ...all.map(termsOf)]
  // those of what was composed are known already
  const terms = added ? termsOf(added) : []
  await lookup.learn([...terms, ...terms.flatMap(inflectionsOf)])
  const numberless = acrossNumbers(lookup.counts)
  await lookup.learn([
    ...texts.flatMap((text) => text.slice(1).flatMap((term, i) => numberless.bigramForms(text[i]!, term))),
    ...all.flatMap((candidate) => companyPairs(query, candidate)).flatMap(([a, b]) => numberless.pairForms(a, b)),
  ])
  const hits = lookup.hits.flat()
  const names = new Set(hits.map((hit) => hit.name.form))
  // hits are of the locale; what is read without one may be another's
  const unsure = locale === undefined ? [] : all.flatMap((candidate) => readForms(query, candidate))
  const foreign = await lookup.elsewhere(unsure.filter((form) => !names.has(form)))
  const guards: Guard[] = []
  const facts = {
    inCatalog: (form: string) => lookup.counts.count(form) > 0,
    elsewhere: (form: string) => foreign.has(form),
    zipf: (term: string) => lookup.counts.zipf(term),
    retrieved: (form: string) => names.has(form),
    protectedWindows: protectedWindowsOf(query, hits, overrides, locale),
    overrides,
    language: lookup.language,
    ...(locale === undefined ? {} : { locale }),
  }
  const forbidden = new Set<Candidate>()
  const passed = all.filter((candidate) => {
    const guard = refuse(query, candidate.readings, facts)
    if (guard) guards.push(guard)
    if (guard === 'never') forbidden.add(candidate)
    return guard === undefined || guard === 'never'
  })
  const evidence = new Map<string, ModelEvidence>()
  for (const { text, logProbability } of suggestions)
    if (logProbability !== undefined && Number.isFinite(logProbability))
      evidence.set(text, { logProbability, greedy: text === own?.text })
  const brands = new Set(hits.filter((hit) => hit.name.kind === 'brand').map((hit) => hit.name.form))
  // a model that scores its own answer alone has not compared: that is an opinion
  const scored = evidence.size > 0 && passed.every((candidate) => evidence.has(candidate.text))
  const features = featuresOf(query, passed, scored ? evidence : new Map<string, ModelEvidence>(), {
    counts: lookup.counts,
    numberless,
    isBrand: (form) => brands.has(form),
    isKnownMisspelling: (intended, typed) => isKnownMisspelling(knowledge, intended, typed),
    letters: knowledge.letters,
    vectors: knowledge.vectors,
    spellingCost: lookup.spellingCost,
    traits: lookup.traits,
    misspellingsOf: (intended) => misspellingsOf(knowledge, intended),
    coinageCost: (word, name) => channelCost(knowledge.coinages, word, name),
  })
  const ranker = scored ? knowledge.rankers.model : knowledge.rankers.channel
  const posteriors = posterior(ranker, features)
  const probabilities = scored && prior ? pool(posteriors, prior.of, passed, prior.modelWeight) : posteriors
  if (!scored && own) {
    const favoured = passed.findIndex((candidate) => candidate.text === own.text)
    favour(probabilities, favoured, opinionOf(own, prior?.opinionOdds ?? usualOpinionOdds))
  }
  const weighed = passed
    .map((candidate, c) => ({ candidate, probability: probabilities[c]!, features: features[c]! }))
    .sort(mostProbable)
  const judged = withoutForbidden(query, weighed, (candidate) => forbidden.has(candidate))
    .map(({ entry: { candidate, features }, probability }) => {
      const confidence = calibrated(ranker, probability, candidate.text === query.text)
      return { candidate, probability, confidence, features }
    })
    .sort(mostProbable)
  const refuses = (readings: readonly Reading[]) => refuse(query, readings, facts)
  return { judged, weighed, guards: [...new Set(guards)], scored, refuses }
}

const mostProbable = (a: Weighed, b: Weighed) => b.probability - a.probability

/** What the changed windows are read as: whole, and term by term. */
function readForms(query: Query, candidate: Candidate): string[] {
  return changesOf(query, candidate).flatMap(({ reading: { terms } }) => [terms.join(' '), ...terms])
}

const termsOf = (candidate: Candidate) => candidate.readings.flatMap((reading) => reading.terms)

/** Pairs of terms whose counts tell how the changed ones, as typed and as read, get on with the rest. */
function companyPairs(query: Query, candidate: Candidate): [a: string, b: string][] {
  return changesOf(query, candidate).flatMap(({ typed, reading, others }) => {
    const social = others.filter(isSocial)
    const terms = [...typed, ...reading.terms].filter(isSocial)
    return terms.flatMap((term) => social.map((other): [string, string] => [term, other]))
  })
}

/** Least probability that the noisy channel is taken to give a candidate that it did not compose. */
const leastPrior = 1e-3

/**
 * Log-linear pool of two posteriors over the same candidates: p_model^w · p_channel^(1 - w), normalised. A model that was
 * trained on other shops is worth less on a new one than its own probabilities say.
 */
function pool(
  model: readonly number[],
  channelOf: (text: string) => number | undefined,
  candidates: readonly Candidate[],
  weight: number,
): number[] {
  const shares = model.map((probability, c) => {
    const prior = Math.max(leastPrior, channelOf(candidates[c]!.text) ?? 0)
    return Math.max(probability, 1e-12) ** weight * prior ** (1 - weight)
  })
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}

/**
 * What a corrector's lone answer is worth, as a factor of its odds: its own odds p / (1 - p), but at least 1 and at most
 * `most`, since nothing says that they are calibrated; `most` where it gives no probability.
 */
function opinionOf({ logProbability }: Suggestion, most: number): number {
  if (logProbability === undefined || Number.isNaN(logProbability)) return most
  const probability = Math.exp(Math.min(0, logProbability))
  return Math.max(1, Math.min(most, probability / Math.max(1 - probability, 1e-12)))
}

/** Multiplies one candidate's odds by `factor`; the sum stays 1. */
function favour(confidences: number[], favoured: number, factor: number): void {
  if (favoured < 0) return
  const sum = 1 + (factor - 1) * confidences[favoured]!
  confidences.forEach((confidence, c) => (confidences[c] = (confidence * (c === favoured ? factor : 1)) / sum))
}

/** A corrector's own text as a candidate; undefined when it cannot be explained as readings of the query. */
function readAnswer(query: Query, text: string, knowledge: Knowledge): Candidate | undefined {
  const readings = align(query, text, knowledge.channel)
  if (!readings || editsOf(query, readings).length === 0) return undefined
  const cost = readings.reduce((sum, reading) => sum + reading.cost, 0)
  // outside the beam: below every composed candidate by what its letters cost
  return { text, readings, score: -cost - 60 }
}
