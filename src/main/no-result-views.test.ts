import { drizzle } from 'drizzle-orm/pglite'
import { expect, it } from 'vitest'
import { createDrizzleLog } from '../adapters/decision-log/drizzle-log.ts'
import { feedback as feedbackTable } from '../adapters/decision-log/schema.ts'
import { useEmptyDatabase } from '../adapters/decision-log/testing.ts'
import { count, createTally } from '../analyse/tally.ts'
import { correction, logged } from '../analyse/testing.ts'
import type { Feedback, FeedbackKind, Verdict } from '../speller/types.ts'

const database = useEmptyDatabase()

const kinds = ['accepted', 'reverted', 'no_results'] as const
/** Everything that may be said of a decision, in up to three events. */
const said = [0, 1, 2].reduce<readonly (readonly FeedbackKind[])[]>(
  (shorter) => [[], ...shorter.flatMap((events) => kinds.map((kind) => [...events, kind]))],
  [[]],
)
const verdicts: readonly Verdict[] = ['rewrite', 'suggest', 'keep']

it('agree with the analysis in what found nothing, whatever was said in which order', async () => {
  const db = drizzle(database())
  const log = createDrizzleLog(db, async () => {})
  const events: Feedback[] = []
  const tally = createTally()
  for (const verdict of verdicts) {
    for (const [position, feedback] of said.entries()) {
      // several decisions a query, of each verdict
      const query = `nikee ${position % 5}`
      const decision = logged(query, correction(query, 'nikee', 'nike', verdict), { feedback })
      count(tally, decision)
      log.append(decision.record)
      events.push(...decision.feedback)
    }
  }
  await log.flush()
  await db.insert(feedbackTable).values(events)
  const rowsOf = async (sql: string) => (await database().query(sql)).rows
  const byKey = (a: string, b: string) => (a < b ? -1 : 1)

  const corrections = [...tally.corrections].filter(([, { withoutResults }]) => withoutResults > 0)
  expect(new Set(corrections.map(([key]) => key.split('\t')[0]))).toEqual(new Set(['rewrite', 'suggest']))
  expect(
    await rowsOf(`select * from (
        select verdict || e'\\t' || query || e'\\t' || corrected as key, decisions::int from no_result_corrections
      ) as found order by key collate "C"`),
  ).toEqual(
    corrections
      .map(([key, { withoutResults }]) => ({ key, decisions: withoutResults }))
      .sort((a, b) => byKey(a.key, b.key)),
  )

  expect(tally.withoutResults.size).toBe(5)
  expect(await rowsOf(`select query, decisions::int from no_result_queries order by query collate "C"`)).toEqual(
    [...tally.withoutResults.values()]
      .map(({ query, n }) => ({ query, decisions: n }))
      .sort((a, b) => byKey(a.query, b.query)),
  )
})
