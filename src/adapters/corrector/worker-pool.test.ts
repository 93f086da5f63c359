import { afterEach, describe, expect, it } from 'vitest'
import { Unanswerable } from '../../speller/errors.ts'
import { openWorkerPool, type WorkerPool } from './worker-pool.ts'

const script = new URL('./testdata/pool-worker.mjs', import.meta.url)
const opened: WorkerPool<unknown, unknown>[] = []
const open = async (data: object = {}, workers = 1, closeWithinMs = 2_000) => {
  const given = { script, data: { waitMs: 30, ...data }, workers, closeWithinMs }
  const pool = await openWorkerPool<unknown, unknown>(given)
  opened.push(pool)
  return pool
}
afterEach(() => Promise.all(opened.splice(0).map((pool) => pool.close())))

describe('openWorkerPool', () => {
  it('is ready when all workers are, and answers each its own question', async () => {
    const pool = await open({}, 2)
    expect(pool.ready).toBe('echo')
    const questions = Array.from({ length: 50 }, (_, i) => `question ${i}`)
    expect(await Promise.all(questions.map((question) => pool.ask(question)))).toEqual(questions)
  })

  it('shares work among its workers', async () => {
    const pool = await open({}, 2)
    expect(new Set(await Promise.all([pool.ask('thread'), pool.ask('thread')])).size).toBe(2)
  })

  it.each([
    ['crash', 'a corrector worker crashed: out of order'],
    ['exit', 'a corrector worker stopped'],
  ])('fails the question that makes a worker %s, and replaces the worker for the next', async (question, message) => {
    const pool = await open()
    const before = await pool.ask('thread')
    const [lost, next] = await Promise.allSettled([pool.ask(question), pool.ask('thread')])
    expect(lost).toMatchObject({ status: 'rejected', reason: { code: 'corrector_failed', message } })
    expect(next).toMatchObject({ status: 'fulfilled', value: expect.any(Number) as number })
    expect((next as PromiseFulfilledResult<unknown>).value).not.toBe(before)
  })

  it('passes a worker’s own failure on, and goes on', async () => {
    const pool = await open()
    const refusal = pool.ask('refuse')
    await expect(refusal).rejects.toMatchObject({ name: 'SpellerError', message: 'refused' })
    await expect(refusal).rejects.not.toBeInstanceOf(Unanswerable)
    await expect(pool.ask('unanswerable')).rejects.toBeInstanceOf(Unanswerable)
    expect(await pool.ask('a')).toBe('a')
  })

  it('drops a waiting question at its signal, and keeps the order of the others', async () => {
    const pool = await open()
    const order: unknown[] = []
    const abort = new AbortController()
    const all = Promise.allSettled([
      pool.ask('wait').then((answer) => order.push(answer)),
      pool.ask('dropped', abort.signal).then((answer) => order.push(answer)),
      pool.ask('last').then((answer) => order.push(answer)),
    ])
    abort.abort()
    expect((await all)[1]).toMatchObject({ status: 'rejected', reason: { code: 'corrector_timeout' } })
    expect(order).toEqual(['waited', 'last'])
    expect(await pool.ask('seen')).toBe(3)
  })

  it('answers the next question after one whose signal came while it was being answered', async () => {
    const pool = await open()
    await expect(pool.ask('wait', AbortSignal.timeout(5))).rejects.toMatchObject({ code: 'corrector_timeout' })
    expect(await pool.ask('next')).toBe('next')
  })

  it('does not open when a worker cannot', async () => {
    await expect(open({ broken: true }, 2)).rejects.toMatchObject({ code: 'model_invalid', message: 'no model' })
  })

  it('fails what waits and what runs when it closes, and closes twice', async () => {
    const pool = await open({ waitMs: 10_000 }, 1, 100)
    const all = Promise.allSettled([pool.ask('wait'), pool.ask('a')])
    await Promise.all([pool.close(), pool.close()])
    for (const result of await all) expect(result).toMatchObject({ reason: { code: 'corrector_failed' } })
    await expect(pool.ask('a')).rejects.toMatchObject({ code: 'corrector_failed' })
  })

  it('closes although a worker is deaf', async () => {
    const pool = await open({ deaf: true }, 1, 100)
    await expect(pool.close()).resolves.toBeUndefined()
  })
})
