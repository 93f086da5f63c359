import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DecisionLog } from '../../speller/ports.ts'
import type { DecisionRecord, FeedbackKind, Label } from '../../speller/types.ts'
import { type Skippable, collect, describeOutages } from './contract-outages.ts'
import { anyRecord, recordFor } from './contract-records.ts'

export interface OpenedLog {
  readonly log: DecisionLog
  /** Opens the same storage again after `log` was closed. Absent: nothing outlives the log. */
  readonly reopen?: () => Promise<DecisionLog>
  /** Makes every later statement fail, until what it returns is called. Absent: nothing beneath the log can fail. */
  readonly fail?: () => Promise<() => Promise<void>>
}

export interface OpenOptions {
  readonly maxBatch?: number
  readonly pageSize?: number
  readonly maxBuffered?: number
  readonly retries?: number
  readonly retryMs?: number
  readonly onError?: (error: Error) => void
}

export type OpenLog = (options?: OpenOptions) => Promise<OpenedLog>

/** The first, the last and every ninth between them; batches have none of these lengths. */
const sampleOf = (records: readonly DecisionRecord[]) =>
  records.filter((_, position) => position % 9 === 0 || position === records.length - 1)

/** What every decision log does. `open` gives a log of its own; records of other logs may lie in the same storage. */
export function describeDecisionLog(
  label: string,
  open: OpenLog,
  skip: readonly { readonly reason: string; readonly tests: readonly Skippable[] }[] = [],
) {
  const skipped = (test: Skippable) => skip.find(({ tests }) => tests.includes(test))?.reason

  describe(`decision log: ${label}`, () => {
    let opened: OpenedLog
    let log: DecisionLog
    beforeEach(async () => {
      opened = await open()
      log = opened.log
    })
    afterEach(() => log.close())

    it('finds a decision that was appended and flushed', async () => {
      const record = recordFor('nikee shoes')
      log.append(record)
      await log.flush()
      expect(await log.find(record.id)).toEqual({ record, feedback: [], labels: [] })
    })

    it('finds a decision that is still in the buffer, whatever the case of the id', async () => {
      const record = recordFor('nikee shoes')
      log.append(record)
      expect(await log.find(record.id.toUpperCase())).toEqual({ record, feedback: [], labels: [] })
    })

    it.each(['4c2d1e8a-0000-4000-8000-000000000000', 'not a uuid', ''])('knows nothing of the id "%s"', async (id) => {
      expect(await log.find(id)).toBeUndefined()
      expect(await log.feedback({ decisionId: id, kind: 'accepted' })).toBe('unknown_decision')
      expect(await log.label({ decisionId: id, kind: 'right' })).toBe('unknown_decision')
    })

    it('keeps every feedback on a decision in order of arrival', async () => {
      const record = recordFor('nikee shoes')
      const other = recordFor('puma')
      log.append(record)
      log.append(other)
      await log.flush()
      const kinds: FeedbackKind[] = ['clicked', 'accepted', 'reverted', 'no_results', 'clicked']
      for (const kind of kinds) expect(await log.feedback({ decisionId: record.id, kind })).toBe('recorded')
      const found = await log.find(record.id)
      expect(found?.feedback).toEqual(kinds.map((kind) => ({ decisionId: record.id, kind })))
      expect((await log.find(other.id))?.feedback).toEqual([])
    })

    it('records feedback on a decision that is still in the buffer, with its detail', async () => {
      const record = recordFor('nikee shoes')
      log.append(record)
      const feedback = { decisionId: record.id, kind: 'reverted', detail: 'nikee \0 \\u0041 shoes' } as const
      expect(await log.feedback(feedback)).toBe('recorded')
      expect(await log.find(record.id)).toEqual({ record, feedback: [feedback], labels: [] })
    })

    it('keeps every label of a decision in order of arrival, apart from its feedback', async () => {
      const record = recordFor('nikee shoes')
      log.append(record)
      const labels: Label[] = [
        { decisionId: record.id, kind: 'wrong' },
        { decisionId: record.id, kind: 'should_be', text: 'nikon \0 \\u0041 shoes' },
        { decisionId: record.id, kind: 'right' },
      ]
      for (const label of labels)
        expect(await log.label({ ...label, decisionId: label.decisionId.toUpperCase() })).toBe('recorded')
      await log.feedback({ decisionId: record.id, kind: 'accepted' })
      const feedback = [{ decisionId: record.id, kind: 'accepted' }]
      expect(await log.find(record.id)).toEqual({ record, feedback, labels })
    })

    it('reads the decisions of a period by time and id, with what was said of them', async () => {
      // a year of its own, since other logs may lie in the same storage
      const year = 2200 + Math.floor(Math.random() * 7_000)
      const at = (ms: number) => new Date(Date.UTC(year, 5) + ms)
      const times = [5, 3, 9, 3, 0, 10, 3]
      const records = times.map((ms, position) => recordFor(`query ${position}`, { at: at(ms).toISOString() }))
      for (const record of records) log.append(record)
      const [, second] = records
      await log.feedback({ decisionId: second!.id, kind: 'reverted' })
      await log.label({ decisionId: second!.id, kind: 'wrong' })
      const found = await collect(log.read({ from: at(3), until: at(10) }))
      const timeThenId = ({ at, id }: DecisionRecord) => `${at} ${id}`
      const wanted = records.filter((_, position) => times[position]! >= 3 && times[position]! < 10)
      wanted.sort((a, b) => (timeThenId(a) < timeThenId(b) ? -1 : 1))
      expect(found.map(({ record }) => record)).toEqual(wanted)
      expect(found.find(({ record }) => record.id === second!.id)).toEqual({
        record: second,
        feedback: [{ decisionId: second!.id, kind: 'reverted' }],
        labels: [{ decisionId: second!.id, kind: 'wrong' }],
      })
      expect(await collect(log.read({ from: at(6), until: at(6) }))).toEqual([])
    })

    it('reads more decisions than it holds at once, each once, of one instant too', async () => {
      const year = 2200 + Math.floor(Math.random() * 7_000)
      const at = (day: number) => new Date(Date.UTC(year, 8, day))
      const { log: paged } = await reopened({ pageSize: 50 })
      const records = Array.from({ length: 123 }, (_, position) =>
        recordFor(`query ${position}`, { at: at(position < 100 ? 1 : 2).toISOString() }),
      )
      for (const record of records) paged.append(record)
      const found = await collect(paged.read({ from: at(1), until: at(3) }))
      expect(found.map(({ record }) => record.id).sort()).toEqual(records.map(({ id }) => id).sort())
    })

    it('gives back any record exactly as it was', async () => {
      await fc.assert(
        fc.asyncProperty(anyRecord, async (fields) => {
          const record = { ...fields, id: randomUUID() }
          log.append(record)
          await log.flush()
          expect((await log.find(record.id))?.record).toEqual(record)
        }),
        { numRuns: 40 },
      )
      expect(log.dropped).toBe(0)
    })

    it('keeps the first of two decisions with one id', async () => {
      const record = recordFor('first')
      log.append(record)
      log.append({ ...record, query: 'second' })
      await log.flush()
      log.append({ ...record, query: 'third' })
      await log.flush()
      expect((await log.find(record.id))?.record.query).toBe('first')
    })

    it('drops the oldest decisions, and counts them, when its buffer is full', async () => {
      const { log: small } = await reopened({ maxBuffered: 5 })
      const records = Array.from({ length: 8 }, (_, position) => recordFor(`query ${position}`))
      for (const record of records) small.append(record)
      await small.flush()
      expect(small.dropped).toBe(3)
      const found = await Promise.all(records.map(async ({ id }) => (await small.find(id)) !== undefined))
      expect(found).toEqual([false, false, false, true, true, true, true, true])
    })

    it('flushes at once when there is nothing to flush, any number of times', async () => {
      await Promise.all([log.flush(), log.flush()])
      await log.flush()
      expect(log.dropped).toBe(0)
    })

    it('never throws from append after it was closed, and counts what it then drops', async () => {
      await log.close()
      log.append(recordFor('late'))
      expect(log.dropped).toBe(1)
      await log.close()
    })

    it.skipIf(skipped('reopening'))('keeps the decisions of several batches through flush and reopening', async () => {
      const { log: small } = await reopened({ maxBatch: 20 })
      const records = Array.from({ length: 100 }, (_, position) => recordFor(`query ${position}`))
      for (const record of records) small.append(record)
      await small.flush()
      expect(log.dropped).toBe(0)
      await log.close()
      log = await opened.reopen!()
      for (const record of sampleOf(records)) expect((await log.find(record.id))?.record).toEqual(record)
    })

    it.skipIf(skipped('reopening'))('writes on closing what is still in the buffer', async () => {
      const records = Array.from({ length: 250 }, (_, position) => recordFor(`query ${position}`))
      for (const record of records) log.append(record)
      await log.close()
      expect(log.dropped).toBe(0)
      log = await opened.reopen!()
      for (const record of sampleOf(records))
        expect(await log.find(record.id)).toEqual({ record, feedback: [], labels: [] })
    })

    describeOutages(reopened, skipped)

    for (const { reason, tests } of skip) it.skip(`${tests.join(', ')}: ${reason}`, () => {})

    async function reopened(options?: OpenOptions) {
      await log.close()
      opened = await open(options)
      log = opened.log
      return opened
    }
  })
}
