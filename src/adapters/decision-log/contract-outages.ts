import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import type { LoggedDecision } from '../../speller/types.ts'
import type { OpenLog } from './contract.ts'
import { recordFor } from './contract-records.ts'

export type Skippable = 'reopening' | 'failing'

export async function collect(decisions: AsyncIterable<LoggedDecision>): Promise<readonly LoggedDecision[]> {
  const collected: LoggedDecision[] = []
  for await (const decision of decisions) collected.push(decision)
  return collected
}

/** What every decision log does while the database beneath it fails, and afterwards. `skipped` gives the reason why a log need not. */
export function describeOutages(reopened: OpenLog, skipped: (test: Skippable) => string | undefined) {
  it.skipIf(skipped('failing'))(
    'never throws from append while the database fails, says so from flush, and writes what it held when it is back',
    async () => {
      const errors: unknown[] = []
      const onError = (error: Error) => void errors.push(error)
      const { log: failing, fail } = await reopened({ retries: 1, retryMs: 1, onError })
      const restore = await fail!()
      const failed = async (work: Promise<unknown>) => {
        const error = await work.then(
          () => undefined,
          (reason: unknown) => reason,
        )
        expect(error).toMatchObject({ code: 'log_failed' })
        errors.push(error)
      }
      const held = recordFor('a secret query', { previous: ['a secret before it'] })
      const id = randomUUID()
      try {
        expect(() => failing.append(held)).not.toThrow()
        await failed(failing.flush())
        expect(failing).toMatchObject({ dropped: 0, waiting: 1, isFailing: true })
        await failed(failing.find(id))
        await failed(failing.label({ decisionId: id, kind: 'should_be', text: 'a secret text' }))
        const label = failing.label({ decisionId: held.id, kind: 'right' })
        await expect(label).rejects.toMatchObject({ code: 'log_failed' })
        await failed(collect(failing.read({ from: new Date(0), until: new Date() })))
        expectStatementsOnly(errors, ['secret', id, held.id])
      } finally {
        await restore()
      }
      const later = recordFor('later')
      failing.append(later)
      await failing.flush()
      expect(failing).toMatchObject({ dropped: 0, waiting: 0, isFailing: false })
      for (const record of [held, later]) expect((await failing.find(record.id))?.record).toEqual(record)
    },
  )

  it.skipIf(skipped('failing'))(
    'holds feedback while the database fails, and writes it once, behind its decision, when it is back',
    async () => {
      const { log: failing, fail } = await reopened({ retries: 1, retryMs: 1 })
      const [before, during] = [recordFor('before'), recordFor('during')]
      failing.append(before)
      await failing.flush()
      const restore = await fail!()
      failing.append(during)
      const given = [before.id, during.id, randomUUID(), before.id].map((decisionId, position) => ({
        ...{ decisionId, kind: 'clicked' as const, detail: `click ${position}` },
      }))
      try {
        for (const feedback of given) expect(await failing.feedback(feedback)).toBe('waiting')
        expect(failing).toMatchObject({ dropped: 0, waiting: 5, isFailing: true })
        expect((await failing.find(during.id))?.feedback).toEqual([given[1]])
      } finally {
        await restore()
      }
      await failing.flush()
      expect(failing).toMatchObject({ dropped: 0, waiting: 0, isFailing: false })
      expect((await failing.find(before.id))?.feedback).toEqual([given[0], given[3]])
      expect((await failing.find(during.id))?.feedback).toEqual([given[1]])
      expect(await failing.feedback({ decisionId: before.id, kind: 'accepted' })).toBe('recorded')
    },
  )

  it.skipIf(skipped('failing'))(
    'drops the oldest feedback, and no decision for it, when too much of it waits',
    async () => {
      const { log: failing, fail } = await reopened({ maxBuffered: 3, retries: 1, retryMs: 1 })
      const record = recordFor('during')
      const restore = await fail!()
      try {
        failing.append(record)
        for (let position = 0; position < 5; position++)
          await failing.feedback({ decisionId: record.id, kind: 'clicked', detail: `click ${position}` })
        expect(failing).toMatchObject({ dropped: 2, waiting: 4 })
      } finally {
        await restore()
      }
      await failing.flush()
      expect((await failing.find(record.id))?.feedback.map(({ detail }) => detail)).toEqual([
        'click 2',
        'click 3',
        'click 4',
      ])
    },
  )

  it.skipIf(skipped('failing'))('keeps the others when one record of a batch is refused', async () => {
    const errors: Error[] = []
    const { log: picky } = await reopened({ onError: (error) => void errors.push(error) })
    const records = Array.from({ length: 9 }, (_, position) =>
      recordFor(`a secret query ${position}`, position === 4 ? { k: Number.MAX_SAFE_INTEGER } : {}),
    )
    for (const record of records) picky.append(record)
    await expect(picky.flush()).rejects.toMatchObject({ code: 'log_failed' })
    await picky.flush()
    expect(picky.dropped).toBe(1)
    const found = await Promise.all(records.map(async ({ id }) => (await picky.find(id)) !== undefined))
    expect(found.flatMap((is, position) => (is ? [] : [position]))).toEqual([4])
    expectStatementsOnly(errors, ['secret', String(Number.MAX_SAFE_INTEGER), records[4]!.id])
  })
}

/** Each error names its statement, and none of its fields, hidden ones and causes included, holds a value that it was given. */
function expectStatementsOnly(errors: readonly unknown[], values: readonly string[]): void {
  expect(errors.length).toBeGreaterThan(0)
  for (const error of errors) {
    const whole = inspect(error, { depth: Infinity, showHidden: true })
    expect(whole).toMatch(/ in: (?:insert into|select) /)
    for (const value of values) expect(whole).not.toContain(value)
  }
}
