import type { DecisionRecord, Feedback, Label } from '../../speller/types.ts'
import type { decisions, feedback, labels } from './schema.ts'

export function rowOf(record: DecisionRecord): typeof decisions.$inferInsert {
  return { ...record, at: new Date(record.at), locale: record.locale ?? null, hitCount: record.hitCount ?? null }
}

export function recordOf(row: typeof decisions.$inferSelect): DecisionRecord {
  const { locale, hitCount, at, ...rest } = row
  return {
    ...rest,
    at: at.toISOString(),
    ...(locale === null ? {} : { locale }),
    ...(hitCount === null ? {} : { hitCount }),
  }
}

export function feedbackOf(row: typeof feedback.$inferSelect): Feedback {
  const { decisionId, kind, detail } = row
  return { decisionId, kind, ...(detail === null ? {} : { detail }) }
}

export function labelOf(row: typeof labels.$inferSelect): Label {
  const { decisionId, kind, text } = row
  return { decisionId, kind, ...(text === null ? {} : { text }) }
}
