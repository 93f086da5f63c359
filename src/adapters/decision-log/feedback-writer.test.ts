import { drizzle } from 'drizzle-orm/pglite'
import { expect, it } from 'vitest'
import type { DecisionRecord } from '../../speller/types.ts'
import { recordFor } from './contract-records.ts'
import { createFeedbackWriter } from './feedback-writer.ts'
import { rowOf } from './rows.ts'
import { decisions, feedback } from './schema.ts'
import { useEmptyDatabase } from './testing.ts'
import { createWriter } from './writer.ts'

const database = useEmptyDatabase()

it('stores feedback once where the answer to a write was lost', async () => {
  const db = drizzle(database())
  const record = recordFor('nikee')
  const write = async (batch: readonly DecisionRecord[]) => void (await db.insert(decisions).values(batch.map(rowOf)))
  const written = createWriter<DecisionRecord>({ what: 'decisions', write, isRefusal: () => false })
  let lost = 2
  const run = async <Result>(work: () => Promise<Result>) => {
    const result = await work()
    if (lost-- > 0) throw new Error('the connection was cut after the write')
    return result
  }
  const given = createFeedbackWriter(db, written, { isRefusal: () => false, run }, { retryMs: 1 })
  written.append(record)
  for (const kind of ['clicked', 'clicked', 'accepted'] as const)
    given.append({ id: crypto.randomUUID(), decisionId: record.id, kind, at: new Date() })
  await given.flush()
  expect(lost).toBe(-1)
  const stored = await db.select().from(feedback).orderBy(feedback.id)
  expect(stored.map(({ kind }) => kind)).toEqual(['clicked', 'clicked', 'accepted'])
})
