import { drizzle } from 'drizzle-orm/pglite'
import { expect, it } from 'vitest'
import { createDrizzleLog } from '../adapters/decision-log/drizzle-log.ts'
import { feedback as feedbackTable, labels as labelsTable } from '../adapters/decision-log/schema.ts'
import { useEmptyDatabase } from '../adapters/decision-log/testing.ts'
import { count, createTally, usualForm } from '../analyse/tally.ts'
import { correction, logged } from '../analyse/testing.ts'
import type { Evidence, FeedbackKind, Label, LoggedDecision } from '../speller/types.ts'

const database = useEmptyDatabase()

const name = (text: string, edits = 0): Evidence => ({ name: text, kind: 'phrase', count: 3, edits })
const changed = correction('hygeeni wipes', 'hygeeni', 'hygiene')
const meant = (text: string) => ({ kind: 'should_be' as const, text })
const labels: readonly (readonly Omit<Label, 'decisionId'>[])[] = [
  [],
  [{ kind: 'right' }],
  [{ kind: 'wrong' }],
  [{ kind: 'wrong' }, { kind: 'right' }],
  [meant('Hygeeni wipes')],
  [meant('hygiene Wipes')],
  [meant('hygiene'), { kind: 'wrong' }],
]
const feedback: readonly (readonly FeedbackKind[])[] = [[], ['reverted'], ['accepted', 'clicked']]

/** Whatever was decided, with whatever was said of it. */
const judged = [
  {},
  { reason: 'guarded' as const, evidence: [name('Baby Wipes')] },
  { reason: 'in_catalog' as const },
  { ...correction('hygeeni wipes', 'hygeeni', 'hygiene', 'keep') },
  changed,
  { ...changed, verdict: 'suggest' as const, applied: 'hygeeni wipes' },
  { ...changed, reason: 'spacing' as const },
].flatMap((changes) =>
  labels.flatMap((labels) =>
    feedback.map((feedback) => logged('hygeeni wipes', { evidence: [], ...changes }, { labels, feedback })),
  ),
)
const texts = [
  ...['Kühlfix', 'Ku\u0308hlfix', 'kuhlfix', 'KÜHLFIX box', 'kühl\u00adfix', 'Øresund Straßenöl', 'ÆBLER œuvre ŁÓDŹ'],
  ..."women's women’s Women´s WOMEN`S d'orsini 'quoted' rock'n'roll".split(' '),
  ...['80g x2 nike5 xl', 'www.nikee.com tuch', 'tuch.de/x box', 'a-line/b-ware+box', '"tuch" (box), tuch!'],
  ...['Кроссовки найк', 'čeština řízek'],
].map((query) => logged(query))
const evidence = [
  logged('kuhlfix tücher women’s', { evidence: [name('Kühlfix'), name('Tücher', 1), name("Women's Box")] }),
  logged('hygeeni', { evidence: Array<Evidence>(8).fill(name('box')) }),
  logged('Läp töp hygeeni', { ...correction('Läp töp hygeeni', 'Läp töp', 'laptop'), reason: 'spacing' }),
]

/** In no list of the analysis; a view shows what the log holds. */
const personal = logged('max@shop.de zelt')

it('agrees with the analysis in every term, as it is typed, and how often', async () => {
  const cases: readonly LoggedDecision[] = [...judged, ...texts, ...evidence, personal]
  const db = drizzle(database())
  const log = createDrizzleLog(db, async () => {})
  const tally = createTally()
  for (const decision of cases) {
    count(tally, decision)
    log.append(decision.record)
  }
  await log.flush()
  // in one statement each: through the log, every one of them is looked up and written by itself
  await db.insert(feedbackTable).values(cases.flatMap((decision) => decision.feedback))
  await db.insert(labelsTable).values(cases.flatMap((decision) => decision.labels))
  const { rows } = await database().query<{ term: string; typed: string; decisions: number; queries: number }>(
    `select term, typed, decisions::int, queries::int from unknown_terms_by_day order by term collate "C"`,
  )
  const analysed = [...tally.terms.values()].map((seen) => ({
    ...{ term: seen.term, typed: usualForm(seen), decisions: seen.n, queries: seen.queries.size },
  }))
  const own = { term: 'zelt', typed: 'zelt', decisions: 1, queries: 1 }
  expect(analysed).not.toContainEqual(own)
  expect(rows).toEqual([...analysed, own].sort((a, b) => (a.term < b.term ? -1 : 1)))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows).toContainEqual({ term: 'kuhlfix', typed: 'Kühlfix', decisions: 5, queries: 4 })
})
