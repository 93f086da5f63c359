/** What a name is. A brand outranks a line, a line a phrase, and so on, when one form is several. */
export type NameKind = 'brand' | 'line' | 'query' | 'phrase' | 'term'

/** A brand, product line, title phrase, single title term or popular query: the unit indexed and retrieved. Right by definition. */
export interface Name {
  /** As the shop writes it. */
  readonly text: string
  /** Normalised terms joined by one space; with the locale, the identity of the name. */
  readonly form: string
  readonly kind: NameKind
  /** Products whose title or brand holds it (searches, for a popular query); at least 1. */
  readonly count: number
  /** BCP 47 tag; absent: valid in every locale. */
  readonly locale?: string
  /** Of a hit: somebody added the name at run time; it is not, or not only, the feed's. */
  readonly isAdded?: true
  /** Of a hit: a term of a brand that was added at run time, and no name of its own. */
  readonly isPart?: true
}

/** How often two neighbouring terms ("running shoes") stand in titles, or two terms anywhere in one ("running&shoes"). */
export interface BigramCount {
  readonly form: string
  readonly count: number
}

/** A retrieved name. Hits are ordered best first. */
export interface Hit {
  readonly name: Name
  /** Optimal string alignment distance between the joined forms (spaces left out) of span and name. */
  readonly edits: number
  /** In (0, 1]; higher is closer; 1 only for equal joined forms. Comparable within one index. */
  readonly score: number
  /** Among the hits because it sounds like the span; names that do not may be nearer by letters. */
  readonly isAlike?: true
}

/** One unit of the query: letters and digits without a break. */
export interface Term {
  /** Normalised: compatibility-composed, lower case, diacritics folded, apostrophes dropped. Never empty. */
  readonly text: string
  /** UTF-16 offsets in the raw query; `end` is exclusive. */
  readonly start: number
  readonly end: number
  /** Must stay byte for byte: holds a digit, or belongs to a URL, an e-mail address or a quoted code. */
  readonly frozen: boolean
}

/** What the shopper typed. */
export interface Query {
  readonly raw: string
  /** Term texts joined by one space. */
  readonly text: string
  readonly terms: readonly Term[]
}

/** A window of 1 to 4 neighbouring terms: `from` inclusive, `to` exclusive, in term positions. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly text: string
}

export type EditKind = 'spelling' | 'word_break' | 'word_combination'

/** One changed place. Offsets are UTF-16 offsets in the raw query; `end` is exclusive. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly from: string
  readonly to: string
  readonly kind: EditKind
}

/** How the candidate reads one window of the query. */
export interface Reading {
  readonly from: number
  readonly to: number
  /** Normalised terms it reads there. */
  readonly terms: readonly string[]
  /** Channel cost, in nats; 0 for the terms as typed. */
  readonly cost: number
}

/** A whole-query reading composed by the noisy channel. */
export interface Candidate {
  /** Normalised terms joined by one space. */
  readonly text: string
  readonly readings: readonly Reading[]
  /** Log-score of channel and language model, in nats; comparable among candidates of one query. */
  readonly score: number
}

/** keep: search as typed. suggest: "did you mean". rewrite: search the correction instead. */
export type Verdict = 'keep' | 'suggest' | 'rewrite'

/** The one rule that settled the decision. */
export type Reason =
  | 'off'
  | 'too_short'
  | 'too_long'
  | 'nothing_to_correct'
  | 'protected'
  | 'override'
  | 'precomputed'
  | 'in_catalog'
  | 'unchanged'
  | 'guarded'
  | 'has_results'
  | 'plausible'
  | 'low_confidence'
  | 'confident'
  | 'spacing'
  | 'unavailable'

export type Mode = 'auto' | 'suggest' | 'off'

/** A name that explains an edit, or the keeping of a term. */
export interface Evidence {
  readonly name: string
  readonly kind: NameKind
  readonly count: number
  readonly edits: number
}

export interface Alternative {
  readonly text: string
  readonly confidence: number
}

export interface CorrectOptions {
  /** auto: rewrite when confident. suggest: never rewrite, at most suggest. off: keep, and log. */
  readonly mode?: Mode
  readonly locale?: string
  /** Names given to the corrector as context, 0 to 16. */
  readonly k?: number
  /** Earlier queries of the session, oldest first. */
  readonly previous?: readonly string[]
  /** Products that the query as typed finds, where the shop knows it. */
  readonly hitCount?: number
}

export interface LatencyMs {
  readonly total: number
  readonly retrieve: number
  readonly compose: number
  readonly correct: number
  readonly decide: number
}

/** The whole answer to one query. */
export interface Decision {
  /** UUID, also the key of the decision log. */
  readonly id: string
  readonly query: string
  /** The best reading, whatever the verdict. */
  readonly corrected: string
  /** What the shop should search with: `corrected` for a rewrite, else `query`. */
  readonly applied: string
  readonly verdict: Verdict
  /** Calibrated probability, in [0, 1], that `corrected` is what the shopper meant. */
  readonly confidence: number
  readonly reason: Reason
  readonly edits: readonly Edit[]
  readonly evidence: readonly Evidence[]
  readonly alternatives: readonly Alternative[]
  /**
   * Id of the corrector that answered; `noisy-channel` when none did, or none was asked; behind `head:` where the answer comes
   * from the table of head queries.
   */
  readonly model: string
  /** Id of the catalog generation that was searched. */
  readonly catalog: string
  /** Dependencies that failed or ran late, e.g. `corrector_failed`; empty when all answered. */
  readonly degraded: readonly string[]
  readonly latencyMs: LatencyMs
}

/** What a corrector is told of a name beside its text. */
export interface ContextDetail {
  readonly kind: NameKind
  readonly count: number
}

/** In the model's tokens, as its server counted them or, where it did not, estimated. */
export interface TokenUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  /** In the currency of the prices that were set. */
  readonly cost: number
}

/** What one answer of a corrector took. */
export interface PaidAnswer extends TokenUsage {
  /** Id of the corrector. One that is not the decision's `model` was asked in vain. */
  readonly by: string
}

/** A decision and what led to it, as the log keeps it. */
export interface DecisionRecord extends Decision {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly mode: Mode
  readonly locale?: string
  readonly k: number
  /** Names given to the corrector, best first. */
  readonly context: readonly string[]
  /** Of each name in `context`, in its order. Absent: logged before these were. */
  readonly contextDetails?: readonly ContextDetail[]
  /** Id of the prompt, for correctors that read one. */
  readonly prompt: string
  /** Guards that refused a candidate, by name. */
  readonly guards: readonly string[]
  readonly previous: readonly string[]
  readonly hitCount?: number
  /** In the order asked. Absent: none was paid for, or logged before this was. */
  readonly usage?: readonly PaidAnswer[]
}

/**
 * What a person says of a decision. right: what it offered is what was meant. wrong: it is not. should_be: `text` was meant.
 * Offered is `corrected` by a rewrite or a suggestion, and the query as typed where it was kept.
 */
export type LabelKind = 'right' | 'wrong' | 'should_be'

export interface Label {
  readonly decisionId: string
  readonly kind: LabelKind
  /** What was meant; given with `should_be`, and with nothing else. */
  readonly text?: string
}

export type FeedbackKind = 'accepted' | 'reverted' | 'clicked' | 'no_results'

export interface Feedback {
  readonly decisionId: string
  readonly kind: FeedbackKind
  /** What was searched or clicked, where the shop says it. */
  readonly detail?: string
}

/** A decision with all that was said of it since, in order of arrival. */
export interface LoggedDecision {
  readonly record: DecisionRecord
  readonly feedback: readonly Feedback[]
  /** The last one counts: whoever labels again changes their mind. */
  readonly labels: readonly Label[]
}
