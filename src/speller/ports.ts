import type { TypingCost } from './rank-hits.ts'
import type { Bill } from './bill.ts'
import type {
  BigramCount,
  CorrectOptions,
  Decision,
  DecisionRecord,
  Feedback,
  Hit,
  Label,
  LoggedDecision,
  Name,
  NameKind,
  TokenUsage,
} from './types.ts'

export interface SearchOptions {
  /** Most hits per span. */
  readonly limit: number
  /** Only names of this locale or of no locale. Absent: every name. */
  readonly locale?: string
  /** Most further hits per span that sound like it, behind none that is the span itself. Absent: 0. Retrievers with scores of their own have none. */
  readonly alike?: number
  /** Orders hits of as many edits, as `hitOrder` says. Absent: these are ordered by count. */
  readonly typingCost?: TypingCost
}

/** What a generation was made of, as whoever built it counted. */
export interface CatalogStats {
  readonly products: number
  /** Names of each kind, those added at run time left out. Absent where nobody counted them. */
  readonly kinds?: Readonly<Record<NameKind, number>>
}

export interface CatalogInfo extends CatalogStats {
  /** Generation id; changes when the catalog is swapped. */
  readonly id: string
  readonly names: number
  readonly bigrams: number
  /** Changes with every change of names at run time. Absent before the first, and where the index does not know. */
  readonly revision?: string
}

/** What was changed at run time, as far as the live generation shows it. In no order. */
export interface NameChanges {
  /** They outlive this generation. */
  readonly added: readonly Name[]
  /** Forms of the generation's own names that were removed, and are no names now. A later generation may bring them back. */
  readonly removed: readonly string[]
}

/** Vectors of one text, one after another, each of length 127 as near as whole numbers come: shape [vectors, dimension], flat. */
export type TextVectors = Int8Array

/** Small vectors of texts, for late interaction. Fails with SpellerError `index_failed`. */
export interface NameEncoder {
  /** Says what made the vectors: those of another id do not compare. */
  readonly id: string
  /** Numbers of a vector. */
  readonly dimension: number
  /** Of normalised names, in order: few vectors each. None for an empty text. */
  names(forms: readonly string[]): Promise<readonly TextVectors[]>
  /** Of normalised spans, in order: a vector for every byte. */
  spans(spans: readonly string[]): Promise<readonly TextVectors[]>
  close(): Promise<void>
}

/** The live generation of the catalog. Fails with SpellerError `index_failed`, or `index_denied` where it refuses its key. */
export interface CatalogIndex {
  /**
   * The nearest names of each span, in the order of the spans, best first: joined forms within 2 edits (1 where neither has more
   * than 4 code points) come before names that only share character n-grams. A name whose joined form equals the
   * span's is always among them. Never throws on an empty index or an empty span.
   */
  search(spans: readonly string[], options: SearchOptions): Promise<readonly (readonly Hit[])[]>
  /**
   * Counts of exact normalised forms: a name's, a bigram's or a pair's; 0 when absent. In order. With a locale, the count of a form
   * that is a name is that of its names of this locale or of none: 0 where it is a name of other locales only. What is no name at
   * all has the same count in every locale.
   */
  counts(forms: readonly string[], locale?: string): Promise<readonly number[]>
  /** Inserts or replaces by form and locale; durable and visible to the next search when it resolves. */
  upsert(names: readonly Name[]): Promise<void>
  /** Removes every name of these forms; absent ones are ignored. */
  remove(forms: readonly string[]): Promise<void>
  /** Takes as long as there are changes: for people, not for queries. */
  changes(): Promise<NameChanges>
  info(): Promise<CatalogInfo>
  close(): Promise<void>
}

/** Throws to refuse a generation. Its index is for reading only. */
export type GenerationCheck = (next: CatalogIndex) => Promise<void>

/** Builds a generation beside the live one. Nothing of it is visible before `commit` resolves; all of it after. */
export interface GenerationBuilder {
  readonly id: string
  /** Safe to repeat: a name replaces the one of equal form and locale. */
  addNames(names: readonly Name[]): Promise<void>
  addBigrams(bigrams: readonly BigramCount[]): Promise<void>
  /**
   * Swaps atomically. Names added at run time survive into the new generation. `check` sees the new generation, whole and
   * searchable, before anybody else does; when it throws, so does this, and the live generation stays as it was.
   */
  commit(stats: CatalogStats, check?: GenerationCheck): Promise<CatalogInfo>
  /** Leaves the live generation as it was, and nothing behind. */
  abort(): Promise<void>
}

export interface GenerationSize {
  readonly names: number
  readonly bigrams: number
}

export interface CatalogStore {
  /**
   * `resume`: goes on with the unfinished generation of that id where the store can and still has it (all that `addNames`
   * and `addBigrams` resolved for is in it); else begins a new one, with another id. Either way removes what other
   * unfinished generations left behind. Fails with `config_invalid` where the store can tell that another process is building one.
   * `expected`: how many names and bigrams there will be, so that room can be made at once; there may be others.
   */
  build(options?: { readonly resume?: string; readonly expected?: GenerationSize }): Promise<GenerationBuilder>
  /** The live generation; follows swaps made by other processes. Empty when there is none yet. */
  open(): Promise<CatalogIndex>
}

/** A generation that is live, or that can be made so at once. */
export interface Generation extends CatalogInfo {
  readonly isLive: boolean
  /** Id of the one that was live before it was committed: where a roll-back from it leads. Absent for the first. */
  readonly follows?: string
}

/** A store that keeps former generations for a roll-back. */
export interface GenerationStore extends CatalogStore {
  /** Newest first. Names added at run time may be missing from the sizes. */
  generations(): Promise<readonly Generation[]>
  /**
   * Makes a kept generation live, atomically. Names added or removed at run time stay so. Fails with `generation_refused`
   * when there is no such generation, with `catalog_invalid` when it is damaged; the live one then stays.
   */
  activate(id: string): Promise<CatalogInfo>
  /** Deletes a kept generation. Fails with `generation_refused` when it is live or not there. */
  removeGeneration(id: string): Promise<void>
}

export interface CorrectionRequest {
  /** Normalised query. */
  readonly query: string
  /** Retrieved names, best first. */
  readonly context: readonly Name[]
  /** Whole-query candidates, best first; the query itself is among them. */
  readonly drafts: readonly string[]
  /** Normalised earlier queries of the session, oldest first. */
  readonly previous: readonly string[]
}

export interface Suggestion {
  /** Normalised. */
  readonly text: string
  /** Natural log of the corrector's probability of the whole text; absent where it gives none. */
  readonly logProbability?: number
  /** greedy: the corrector's own answer. draft: a candidate that it scored. */
  readonly source: 'greedy' | 'draft'
  /** Id of the corrector that said so, where the one that was asked has passed the question on. */
  readonly by?: string
  /** A corrector of a chain said so because those before it gave no answer. Absent: the first one did, or there is no chain. */
  readonly isSecondChoice?: true
}

/** How one corrector of a chain does. Counts are since the start. */
export interface CorrectorStatus {
  /** Its name in the settings, such as `llm`. */
  readonly step: string
  readonly id: string
  /** Of its circuit breaker; spent: its budget does not allow another answer. */
  readonly state: 'closed' | 'open' | 'half_open' | 'spent'
  readonly answered: number
  readonly failed: number
  /** Questions that went past it without a call. */
  readonly skipped: number
  readonly spending?: Spending
}

/** Money and tokens that answers took. Costs are in the currency of the prices that were set. */
export interface Spending extends TokenUsage {
  /** Answers that were paid for, also those that came too late or were no query. */
  readonly answers: number
  /** Since midnight UTC, earlier processes included where the amount is kept. */
  readonly today: number
  readonly isSpent: boolean
}

/** A correction model. Fails with SpellerError `corrector_failed`. */
export interface Corrector {
  /** Recorded with each decision as `model`. */
  readonly id: string
  /**
   * The corrector's own answer first; then, where it can score, each draft in order. One that is paid for by tokens puts its
   * question on the bill, also where it fails.
   */
  correct(request: CorrectionRequest, signal?: AbortSignal, bill?: Bill): Promise<readonly Suggestion[]>
  close(): Promise<void>
}

/** From `from` on, until before `until`. */
export interface Period {
  readonly from: Date
  readonly until: Date
}

/** Where decisions go. */
export interface DecisionLog {
  /** Buffered; returns at once, never throws; drops the oldest, and counts them, when the buffer is full. */
  append(record: DecisionRecord): void
  /**
   * `recorded`: durable. `waiting`: the database is away, and it is held as decisions are, behind its own; if that was never logged, it is
   * left out. `unknown_decision` when no such decision was logged.
   */
  feedback(feedback: Feedback): Promise<'recorded' | 'waiting' | 'unknown_decision'>
  /** Durable when it resolves; fails while the database is away. Labels of one decision are all kept. */
  label(label: Label): Promise<'recorded' | 'unknown_decision'>
  /** Sees decisions that are still in the buffer. */
  find(id: string): Promise<LoggedDecision | undefined>
  /** Every decision of the period that was appended before the call, by time and then by id. Holds a page in memory. */
  read(period: Period): AsyncIterable<LoggedDecision>
  /** Every record appended before the call, and feedback that waits, is durable when it resolves. Fails where that cannot be now; what can be held is, and is written later. */
  flush(): Promise<void>
  /** Decisions and feedback dropped because the buffer was full, the database refused them, or the log was closed while it was away. */
  readonly dropped: number
  /** Decisions and feedback held until they are written. */
  readonly waiting: number
  /** The database took nothing when it was last given something, or was not reached yet. */
  readonly isFailing: boolean
  /** Flushes, then releases. */
  close(): Promise<void>
}

/** Decisions kept for a while, by a text that holds all that can change them. Never throws: what fails is a miss. */
export interface AnswerCache {
  get(key: string): Promise<DecisionRecord | undefined>
  /** For `mostSeconds` at most, where that is less than what the cache keeps others for. */
  put(key: string, record: DecisionRecord, mostSeconds?: number): Promise<void>
}

/** What the edges see of the heart. */
export interface Speller {
  /** Always answers: a failing dependency gives a degraded decision, bad options are the caller's to refuse. Logs the decision off the hot path. */
  correct(query: string, options?: CorrectOptions): Promise<Decision>
}
