import type { DecisionRecord, Feedback, Label } from '../../speller/types.ts'
import type { decisions, feedback, labels } from './schema.ts'

export function rowOf(record: DecisionRecord): typeof decisions.$inferInsert {
  const { locale = null, hitCount = null, contextDetails = null, usage = null } = record
  return { ...record, at: new Date(record.at), locale, hitCount, contextDetails, usage }
}

export function recordOf(row: typeof decisions.$inferSelect): DecisionRecord {
  const { locale, hitCount, contextDetails, usage, at, ...rest } = row
  return {
    ...rest,
    at: at.toISOString(),
    ...(locale === null ? {} : { locale }),
    ...(hitCount === null ? {} : { hitCount }),
    ...(contextDetails === null ? {} : { contextDetails }),
    ...(usage === null ? {} : { usage }),
  }
}

export function feedbackOf(row: Pick<typeof feedback.$inferInsert, keyof Feedback>): Feedback {
  const { decisionId, kind, detail } = row
  return { decisionId, kind, ...(detail === null || detail === undefined ? {} : { detail }) }
}

export function labelOf(row: typeof labels.$inferSelect): Label {
  const { decisionId, kind, text } = row
  return { decisionId, kind, ...(text === null ? {} : { text }) }
}
