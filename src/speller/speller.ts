import { alarm } from './alarm.ts'
import { createBill } from './bill.ts'
import { catalogLanguage } from './catalog-language.ts'
import { withCompounds } from './compounds.ts'
import { selectContext } from './context.ts'
import { decide, decideAhead, type DecideOptions, decideSpacing } from './decide.ts'
import { applyEdits, editsOf } from './edits.ts'
import { SpellerError } from './errors.ts'
import { changesRightWords } from './features.ts'
import { type HeadReading, type HeadTable, readAhead } from './head.ts'
import type { Judged } from './judge.ts'
import type { Knowledge } from './knowledge.ts'
import { breaksLoneTerm, respellsLoneTerm } from './lone-term.ts'
import { type Lookup, lookUp } from './lookup.ts'
import { changesMissingWords, readsMissingWords } from './missing-words.ts'
import { parseQuery } from './normalise.ts'
import { mapped } from './override-edits.ts'
import type { Overrides } from './overrides.ts'
import type { CatalogIndex, Corrector, DecisionLog, Speller } from './ports.ts'
import { answer, evidenceAhead, evidenceOf } from './respond.ts'
import { ruledBy } from './ruled.ts'
import { settle, type Settled } from './settle.ts'
import { spacedAsSold } from './spacing.ts'
import { spellingIn } from './spelling.ts'
import type { Candidate, CorrectOptions, Decision, DecisionRecord, Reading } from './types.ts'
import { languageOf, vocabularyOf } from './vocabulary.ts'

export interface SpellerSettings {
  /** Thresholds on candidates that a corrector has scored, and on those that none has. */
  readonly thresholds: { readonly model: DecideOptions; readonly channel: DecideOptions }
  /** Names given to the corrector, 0 to 16. */
  readonly k: number
  /** Queries with fewer letters are kept. */
  readonly minQueryLength: number
  /** Queries of more UTF-16 units are kept. */
  readonly maxQueryLength: number
  readonly maxQueryTerms: number
  /** The corrector's time; past it the noisy channel decides alone. */
  readonly correctTimeoutMs: number
  /** Products found as typed from which on a correction is at most suggested. */
  readonly enoughResults: number
  /** Recorded with each decision, for correctors that read a prompt. */
  readonly promptId: string
  /** Other spaces are suggested where the catalog writes them. Absent: they are. */
  readonly suggestsSpacing?: boolean
  /** Most by which a corrector that scores no drafts multiplies its answer's odds; from 1 on. Absent: 8. */
  readonly opinionOdds?: number
}

export interface SpellerDeps {
  readonly index: CatalogIndex
  /** Absent: the noisy channel decides alone. */
  readonly corrector?: Corrector
  readonly log: Pick<DecisionLog, 'append'>
  readonly knowledge: Knowledge
  /** Asked for each query, so that rules can change at run time. */
  readonly overrides: () => Overrides
  /** Asked likewise. Absent: every query is looked up. */
  readonly head?: () => HeadTable
  readonly settings: SpellerSettings
  readonly newId: () => string
  readonly now: () => Date
  /** Told of each decision, and whether it rests on the answer of a corrector that was only asked because others gave none. */
  readonly onDecision?: (record: DecisionRecord, isSecondChoice: boolean) => void
  /** Told of failures that the answer hides. */
  readonly onError?: (error: SpellerError) => void
}

export const noModel = 'noisy-channel'

/** query -> normalise -> spans -> retrieve -> context -> correct -> guard -> decide -> respond; the log comes after the answer. */
export function createSpeller(deps: SpellerDeps): Speller {
  const { index, corrector, knowledge, settings } = deps
  let spoken: { readonly generation: string; readonly language: string } | undefined
  const about = forMs(infoForMs, async () => {
    const info = await index.info()
    if (spoken?.generation !== info.id) spoken = { generation: info.id, language: await catalogLanguage(index, info) }
    return { ...info, language: spoken.language }
  })

  return {
    async correct(given: string, options: CorrectOptions = {}): Promise<Decision> {
      const started = performance.now()
      const { mode = 'auto', hitCount } = options
      const { enoughResults } = settings
      const asked = { mode, enoughResults, ...(hitCount === undefined ? {} : { hitCount }) }
      const bill = createBill()
      const typed = parseQuery(given)
      const rules = deps.overrides()
      if (given.length > settings.maxQueryLength || typed.terms.length > settings.maxQueryTerms)
        return answer(deps, given, options, started, bill).keep('too_long', 1)
      const isUntouched = rules.protects(typed.text, options.locale)
      const readings = isUntouched ? undefined : mapped(typed, rules, options.locale)
      const ruled = readings && ruledBy(typed, readings, rules)
      const reply = answer(deps, given, options, started, bill, ruled)
      // from here on the query as the shop's rules have it
      const raw = ruled?.text ?? given
      const query = ruled ? parseQuery(raw) : typed
      const overrides = ruled?.overrides ?? rules
      if (query.text.length < settings.minQueryLength) return reply.keep('too_short', 1)
      if (query.terms.every((term) => term.frozen)) return reply.keep('nothing_to_correct', 1)
      if (overrides.protects(query.text, options.locale)) return reply.keep('protected', 1)

      const degraded: string[] = []
      const failed = (error: unknown): undefined => {
        if (!(error instanceof SpellerError)) throw error
        degraded.push(error.code)
        deps.onError?.(error)
      }
      const ahead = deps.head?.().find(query.text, options.locale)
      let lookup: Lookup
      let catalog = ''
      try {
        const info = await about()
        catalog = info.id
        const language = options.locale === undefined ? info.language : languageOf(options.locale)
        const vocabulary = await vocabularyOf(language, knowledge, failed)
        const known: HeadReading | undefined =
          ahead &&
          (await readAhead(ahead, query, index, {
            overrides,
            zipf: vocabulary.zipf,
            ...(options.locale === undefined ? {} : { locale: options.locale }),
          }))
        if (ahead && known) {
          const edits = editsOf(query, known.readings, spellingIn(known.hits, options.locale, language), language)
          return reply.ahead({
            ...decideAhead(ahead.slow.verdict, asked),
            corrected: applyEdits(raw, edits),
            confidence: ahead.slow.confidence,
            edits,
            evidence: evidenceAhead(known.hits, ahead.slow.changes),
            model: `head:${ahead.slow.model}`,
            catalog,
          })
        }
        lookup = await lookUp(query, index, knowledge, { products: info.products, vocabulary }, options.locale)
      } catch (error) {
        failed(error)
        return reply.keep('unavailable', 0, { degraded })
      }

      const k = options.k ?? settings.k
      const context = selectContext(lookup.spans, lookup.hits, k)
      const settling = performance.now()
      let judgement: Settled
      try {
        judgement = await settle(query, lookup, context, options.previous ?? [], options.locale, {
          corrector: corrector && inTime(corrector, settings.correctTimeoutMs),
          bill,
          knowledge,
          overrides,
          opinionOdds: settings.opinionOdds,
          failed,
        })
      } catch (error) {
        failed(error)
        return reply.keep('unavailable', 0, { degraded })
      }
      const best = judgement.judged[0]!
      const spelling = spellingIn(lookup.hits.flat(), options.locale, lookup.language)
      const asWritten = (judged: Judged) => withCompounds(query, judged.candidate, lookup, judgement.refuses)
      const editsIn = ({ readings }: Candidate) => editsOf(query, readings, spelling, lookup.language)
      const textOf = (candidate: Candidate) => applyEdits(raw, editsIn(candidate))
      const chosen = asWritten(best)
      const unchanged = editsIn(chosen).length === 0
      const decided = decide(
        {
          confidence: best.confidence,
          typedProbability: judgement.judged.find(isOf(query.text))?.probability ?? 0,
          unchanged,
          inCatalog: query.terms.every((term) => term.frozen || lookup.counts.count(term.text) > 0),
          changesRightWords: changesRightWords(best.features),
          changesMissingWords: changesMissingWords(query, best.candidate.readings, lookup.counts),
          readsMissingWords: readsMissingWords(query, best.candidate.readings, lookup),
          respellsLoneTerm: respellsLoneTerm(query, best.candidate.readings),
          breaksLoneTerm: breaksLoneTerm(query, best.candidate.readings, lookup.counts),
          changesName: changesBrand(lookup, best.candidate.readings),
          guarded: judgement.guards.length > 0,
          ...asked,
        },
        judgement.scored ? settings.thresholds.model : settings.thresholds.channel,
      )
      const mayRespace = settings.suggestsSpacing !== false && unchanged && decided.verdict === 'keep'
      const outcome = mayRespace && decideSpacing(asked)
      const spaced = outcome ? await spacedAsSold(query, lookup, judgement).catch(failed) : undefined
      const candidate = spaced ?? chosen
      const edits = editsIn(candidate)
      const corrected = applyEdits(raw, edits)
      return reply.send({
        ...(outcome && spaced ? outcome : decided),
        corrected,
        confidence: spaced ? (judgement.judged.find(isOf(spaced.text))?.confidence ?? 0) : best.confidence,
        edits,
        evidence: evidenceOf(lookup, candidate, query),
        alternatives: judgement.judged
          .slice(1, 4)
          .filter((other) => other.confidence >= 0.01)
          .map((other) => ({ text: textOf(asWritten(other)), confidence: other.confidence }))
          .filter((other) => other.text !== corrected),
        model: judgement.answeredBy ?? noModel,
        isSecondChoice: judgement.isSecondChoice ?? false,
        catalog,
        degraded,
        guards: judgement.guards,
        context: context.map((name) => name.text),
        contextDetails: context.map(({ kind, count }) => ({ kind, count })),
        k,
        stages: {
          retrieve: lookup.retrieveMs,
          compose: lookup.composeMs,
          correct: judgement.correctMs,
          decide: performance.now() - settling - judgement.correctMs,
        },
      })
    },
  }
}

const isOf = (text: string) => (judged: Judged) => judged.candidate.text === text

/** The generation's id and size are asked for at most this often: a swap shows in decisions a second later at the latest. */
export const infoForMs = 1000

/** The last answer while it is young enough, else a new one. Failures are not kept. */
export function forMs<T>(ms: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly value: T } | undefined
  return async () => {
    const now = performance.now()
    if (kept && now - kept.at < ms) return kept.value
    const value = await ask()
    kept = { at: now, value }
    return value
  }
}

/** The corrector with a deadline: past it, it fails with `corrector_timeout` and its work is called off. */
function inTime(corrector: Corrector, timeoutMs: number): Corrector {
  return {
    ...corrector,
    async correct(request, _, bill) {
      const controller = new AbortController()
      let callOff: (() => void) | undefined
      const late = new Promise<never>((_, reject) => {
        callOff = alarm(timeoutMs, () => {
          controller.abort()
          reject(new SpellerError('corrector_timeout', `The corrector gave no answer within ${timeoutMs} ms.`))
        })
      })
      try {
        return await Promise.race([corrector.correct(request, controller.signal, bill), late])
      } finally {
        callOff?.()
      }
    },
  }
}

/** True when a changed window is, as typed, a brand of the catalog. */
function changesBrand(lookup: Lookup, readings: readonly Reading[]): boolean {
  return lookup.spans.some((span, s) => {
    const brand = lookup.hits[s]!.some(
      (hit) => hit.edits === 0 && hit.name.kind === 'brand' && hit.name.form === span.text,
    )
    if (!brand) return false
    const inside = readings.filter((reading) => reading.from < span.to && reading.to > span.from)
    const read = inside.flatMap((reading) => reading.terms).join(' ')
    return !` ${read} `.includes(` ${span.text} `)
  })
}
