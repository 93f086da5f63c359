import { askedKey } from '../evaluate/gold.ts'
import { normalise } from '../speller/normalise.ts'
import type { ContextDetail, LoggedDecision } from '../speller/types.ts'
import { meantBy, refusedBy, type Source } from './meant.ts'
import { opinionsOf } from './opinions.ts'
import { noPersonalData, personalDataAmong, type PersonalCounts } from './personal-data.ts'
import { createReceptions, isOutnumbered, receptionOf } from './tacit.ts'

/** A query, what was meant by it, and what the corrector saw. Texts are normalised, as the corrector gets them. */
export interface TrainingPair {
  readonly query: string
  readonly meant: string
  /** Both as the shopper and the shop wrote them. */
  readonly written: { readonly query: string; readonly meant: string }
  readonly source: Source
  /** Names given to the corrector, best first, with kind and count where these were logged. */
  readonly names: readonly { readonly text: string; readonly detail?: ContextDetail }[]
  /** Earlier queries of the session, oldest first. */
  readonly previous: readonly string[]
  readonly locale?: string
}

export interface TrainingPairs {
  /** One a query and locale, in the order of their code units. */
  readonly pairs: readonly TrainingPair[]
  readonly counts: {
    readonly decisions: number
    /** Decisions of which somebody said what was meant. */
    readonly told: number
    /** Decisions left out because of what their texts look like. */
    readonly personal: Readonly<PersonalCounts>
    /** Queries of a locale left out because as many say one thing as another. */
    readonly contradictory: number
    /** Queries of a locale left out because few of those who were served the rewrite took it back; see `isOutnumbered`. */
    readonly outnumbered: number
    /** Queries of a locale left out because a person called wrong what shoppers said. */
    readonly refused: number
    /** Queries or meant texts without a letter or digit. */
    readonly empty: number
  }
}

/**
 * What the decisions teach, one pair a query and locale: one text may be right in one and misspelled in another. Where several of one disagree, people's labels outrank shoppers' feedback;
 * among equals the more frequent text wins, and a tie leaves the query out. A text that a person called wrong is out of what shoppers said,
 * and has a label less. That a query was right as typed, few reverts among many rewrites do not say. The pair is that of the last decision that says so. The same
 * decisions in the same order give the same pairs. Holds every told decision in memory, and two counts of each rewrite.
 */
export async function trainingPairs(decisions: AsyncIterable<LoggedDecision>): Promise<TrainingPairs> {
  const byQuery = new Map<string, TrainingPair[]>()
  const refusals = new Map<string, Counts>()
  const personal = noPersonalData()
  const receptions = createReceptions()
  let [all, told, contradictory, outnumbered, refused, empty] = [0, 0, 0, 0, 0, 0]
  for await (const decision of decisions) {
    all++
    const wrong = refusedBy(decision)
    if (wrong !== undefined) {
      const { query, meant: text } = pairOf(decision, wrong, 'labelled')
      const key = keyOf(decision, query)
      refusals.set(key, increased(refusals.get(key) ?? new Map<string, number>(), text))
    }
    const meant = meantBy(decision)
    if (decision.record.verdict === 'rewrite') hear(receptions, decision)
    if (!meant) continue
    told++
    const { record } = decision
    const found = personalDataAmong([record.query, meant.text, ...record.previous])
    if (found) {
      personal[found]++
      continue
    }
    const pair = pairOf(decision, meant.text, meant.source)
    if (pair.query === '' || pair.meant === '') empty++
    else {
      const key = keyOf(decision, pair.query)
      if (!byQuery.get(key)?.push(pair)) byQuery.set(key, [pair])
    }
  }
  const pairs: TrainingPair[] = []
  for (const [key, own] of [...byQuery].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const settled = settle(own, refusals.get(key) ?? new Map<string, number>())
    if (typeof settled !== 'string' && settled.source === 'reverted' && isOutnumbered(receptions.of(key))) outnumbered++
    else if (settled === 'contradictory') contradictory++
    else if (settled === 'refused') refused++
    else pairs.push(settled)
  }
  return { pairs, counts: { decisions: all, told, personal, contradictory, outnumbered, refused, empty } }
}

/** Notes how a rewrite was taken; not where a shopper both accepted it and took it back. */
function hear(receptions: ReturnType<typeof createReceptions>, decision: LoggedDecision): void {
  const opinions = opinionsOf(decision)
  const reception = receptionOf(opinions)
  if (!reception || opinions.isAccepted) return
  const { query, corrected } = decision.record
  receptions.add(reception, keyOf(decision, normalise(query)), normalise(corrected))
}

/** Of texts. */
type Counts = Map<string, number>

function increased(counts: Counts, text: string): Counts {
  return counts.set(text, (counts.get(text) ?? 0) + 1)
}

function keyOf({ record: { locale } }: LoggedDecision, query: string): string {
  return askedKey({ query, ...(locale === undefined ? {} : { locale }) })
}

function pairOf({ record }: LoggedDecision, meant: string, source: Source): TrainingPair {
  const { query, context, contextDetails, previous, locale } = record
  return {
    query: normalise(query),
    meant: normalise(meant),
    written: { query, meant },
    source,
    names: context.map((text, i) => ({ text, ...(contextDetails?.[i] ? { detail: contextDetails[i] } : {}) })),
    previous: previous.map(normalise).filter((text) => text !== ''),
    ...(locale === undefined ? {} : { locale }),
  }
}

function settle(pairs: readonly TrainingPair[], refusals: Counts): TrainingPair | 'contradictory' | 'refused' {
  const labelled = pairs.filter(({ source }) => source === 'labelled')
  const heard = labelled.length > 0 ? labelled : pairs.filter(({ meant }) => !refusals.has(meant))
  if (heard.length === 0) return 'refused'
  const votes: Counts = new Map()
  for (const { meant } of heard) increased(votes, meant)
  if (labelled.length > 0) for (const [text, times] of refusals) votes.set(text, (votes.get(text) ?? 0) - times)
  const most = Math.max(...votes.values())
  const winners = [...votes].filter(([, count]) => count === most)
  if (most < 1 || winners.length > 1) return 'contradictory'
  return heard.findLast(({ meant }) => meant === winners[0]![0])!
}
