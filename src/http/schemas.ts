import { z } from '@hono/zod-openapi'
import type { CatalogInfo } from '../speller/ports.ts'
import type {
  Alternative,
  ContextDetail,
  Decision,
  DecisionRecord,
  Edit,
  Evidence,
  FeedbackKind,
  LabelKind,
  LatencyMs,
  Mode,
  NameKind,
  PaidAnswer,
  Reason,
  Verdict,
} from '../speller/types.ts'
import { optional } from './optional.ts'

/** The values of a union, complete: a new member fails to compile until it is listed. */
const members = <Union extends string>(record: Record<Union, true>) =>
  z.enum(Object.keys(record) as [Union, ...Union[]])

const offset = z.int().min(0)
const share = z.number().min(0).max(1)
const milliseconds = z.number().min(0)

export const modeSchema = members<Mode>({ auto: true, suggest: true, off: true })
export const nameKindSchema = members<NameKind>({ brand: true, line: true, query: true, phrase: true, term: true })
export const feedbackKindSchema = members<FeedbackKind>({
  accepted: true,
  reverted: true,
  clicked: true,
  no_results: true,
})
export const labelKindSchema = members<LabelKind>({ right: true, wrong: true, should_be: true })
const verdictSchema = members<Verdict>({ keep: true, suggest: true, rewrite: true })
const reasonSchema = members<Reason>({
  off: true,
  too_short: true,
  too_long: true,
  nothing_to_correct: true,
  protected: true,
  override: true,
  precomputed: true,
  in_catalog: true,
  unchanged: true,
  guarded: true,
  has_results: true,
  plausible: true,
  low_confidence: true,
  confident: true,
  spacing: true,
  unavailable: true,
})

// Answers are typed by the domain's own nouns, so that neither can change alone.
const editSchema = z
  .object({
    start: offset.openapi({ description: 'UTF-16 offset in the query' }),
    end: offset.openapi({ description: 'UTF-16 offset in the query, exclusive' }),
    from: z.string(),
    to: z.string(),
    kind: z.enum(['spelling', 'word_break', 'word_combination']),
  })
  .openapi('Edit') satisfies z.ZodType<Edit>

const evidenceSchema = z
  .object({ name: z.string(), kind: nameKindSchema, count: z.int().min(0), edits: z.int().min(0) })
  .openapi('Evidence', {
    description: 'A name of the catalog that explains an edit, or the keeping of a term',
  }) satisfies z.ZodType<Evidence>

const alternativeSchema = z
  .object({ text: z.string(), confidence: share })
  .openapi('Alternative') satisfies z.ZodType<Alternative>

const latencySchema = z
  .object({
    total: milliseconds,
    retrieve: milliseconds,
    compose: milliseconds,
    correct: milliseconds,
    decide: milliseconds,
  })
  .openapi('LatencyMs') satisfies z.ZodType<LatencyMs>

const decisionFields = z.object({
  id: z.uuid(),
  query: z.string(),
  corrected: z.string().openapi({ description: 'The best reading, whatever the verdict' }),
  applied: z.string().openapi({ description: 'What to search with' }),
  verdict: verdictSchema.openapi({
    description: 'keep: search as typed; suggest: "did you mean"; rewrite: search the correction instead',
  }),
  confidence: share.openapi({ description: 'Calibrated probability that corrected is what was meant' }),
  reason: reasonSchema.openapi({
    description:
      'The one rule that settled the decision. too_short: fewer than 3 letters; too_long: more than 16 words or 160 UTF-16 code units, ' +
      'which is kept without a look at the catalog. All of them are explained in docs/client.md',
  }),
  edits: z.array(editSchema),
  evidence: z.array(evidenceSchema),
  alternatives: z.array(alternativeSchema),
  model: z.string(),
  catalog: z.string(),
  degraded: z.array(z.string()).openapi({ description: 'Dependencies that failed or ran late' }),
  latencyMs: latencySchema,
})

export const decisionSchema = typed<Decision>()(decisionFields.openapi('Decision'))

const contextDetailSchema = z
  .object({ kind: nameKindSchema, count: z.int().min(0) })
  .openapi('ContextDetail') satisfies z.ZodType<ContextDetail>

const paidAnswerSchema = z
  .object({
    by: z.string().openapi({ description: 'Id of the corrector; other than model where it was asked in vain' }),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    cost: z.number().min(0).openapi({ description: 'In the currency of the prices that were set' }),
  })
  .openapi('PaidAnswer') satisfies z.ZodType<PaidAnswer>

export const recordSchema = typed<DecisionRecord>()(
  decisionFields
    .extend({
      at: z.iso.datetime(),
      mode: modeSchema,
      locale: optional(z.string()),
      k: z.int().min(0),
      context: z.array(z.string()).openapi({ description: 'Names given to the corrector, best first' }),
      contextDetails: optional(z.array(contextDetailSchema)).openapi({
        description: 'Of each name in context; absent in old records',
      }),
      prompt: z.string(),
      guards: z.array(z.string()),
      previous: z.array(z.string()),
      hitCount: optional(z.int().min(0)),
      usage: optional(z.array(paidAnswerSchema)).openapi({
        description:
          'Answers of correctors that were paid for, in the order asked; absent where none was, and in old records',
      }),
    })
    .openapi('DecisionRecord'),
)

export const catalogSchema = typed<CatalogInfo>()(
  z
    .object({
      id: z.string(),
      names: z.int(),
      bigrams: z.int(),
      products: z.int(),
      kinds: optional(z.record(nameKindSchema, z.int())).openapi({
        description: 'Names of each kind as they were ingested; absent in generations of earlier versions',
      }),
      revision: optional(z.string()),
    })
    .openapi('CatalogInfo', { description: 'The live generation of the catalog' }),
)

/** Checks the schema against a noun whose lists are read-only, and types its output as that noun. */
function typed<Noun>() {
  return <Schema extends z.ZodType<Noun>>(schema: Schema) => schema as unknown as z.ZodType<Noun, z.input<Schema>>
}
