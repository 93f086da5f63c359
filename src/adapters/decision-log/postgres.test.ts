import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionLog } from '../../speller/ports.ts'
import { describeDecisionLog } from './contract.ts'
import { describeViews } from './contract-views.ts'
import { recordFor } from './contract-records.ts'
import { migrationsFolder } from './migrations.ts'
import { createShortLivedPostgresLog } from './postgres-short-lived.ts'
import { openPostgresLogWhenReachable } from './postgres-when-reachable.ts'
import { migratePostgres, openPostgresLog } from './postgres.ts'

const server = process.env.DATABASE_URL

describe.skipIf(server === undefined)('postgres (needs DATABASE_URL)', () => {
  // A database of our own on that server: the migrations name the public schema.
  const database = `querymend_test_${randomUUID().replaceAll('-', '')}`
  const admin = postgres(server ?? '', { max: 1, onnotice() {} })
  const url = urlOf(database)
  beforeAll(async () => {
    await admin.unsafe(`create database ${database}`)
    await Promise.all([migratePostgres({ url }), migratePostgres({ url })])
  })
  afterAll(async () => {
    await admin.unsafe(`drop database if exists ${database} with (force)`)
    await admin.end()
  })

  const fail = async () => {
    const sql = postgres(url, { max: 1 })
    await sql`alter table decisions rename to decisions_away`
    return async () => {
      await sql`alter table decisions_away rename to decisions`
      await sql.end()
    }
  }

  describeDecisionLog('postgres', async (options) => ({
    log: await openPostgresLog({ url, ...options }),
    reopen: () => openPostgresLog({ url }),
    fail,
  }))

  describeDecisionLog('postgres, a connection at a time', async (options) => ({
    log: createShortLivedPostgresLog({ url, ...options }),
    reopen: async () => createShortLivedPostgresLog({ url }),
    fail,
  }))

  describeViews('postgres', async () => {
    const own = `${database}_views`
    await admin.unsafe(`create database ${own}`)
    await migratePostgres({ url: urlOf(own) })
    const log = await openPostgresLog({ url: urlOf(own) })
    const sql = postgres(urlOf(own), { max: 1 })
    return {
      log,
      query: async (text) => [...(await sql.unsafe(text))],
      async close() {
        await log.close()
        await sql.end()
        await admin.unsafe(`drop database ${own} with (force)`)
      },
    }
  })

  it('repeats the migration without effect', async () => {
    const sql = postgres(url, { max: 1, onnotice() {} })
    await migratePostgres({ url })
    const migrations = readMigrationFiles({ migrationsFolder }).length
    expect(await sql`select count(*)::int as migrations from drizzle.__drizzle_migrations`).toEqual([{ migrations }])
    await sql.end()
  })

  it('fails what somebody waits for when the database hangs, and writes what it held when it answers again', async () => {
    const log = await openPostgresLog({ url, answerWithinMs: 200 })
    const [known, held] = [recordFor('known'), recordFor('held')]
    log.append(known)
    await log.flush()
    const other = postgres(url, { max: 1, onnotice() {} })
    await other.begin(async (sql) => {
      await sql`lock table decisions in access exclusive mode`
      log.append(held)
      const late = { code: 'log_failed', message: expect.stringMatching(/did not answer within 200 ms$/) as string }
      expect(await log.feedback({ decisionId: known.id, kind: 'clicked' })).toBe('waiting')
      await expect(log.label({ decisionId: held.id, kind: 'right' })).rejects.toMatchObject(late)
      await expect(log.find(known.id)).rejects.toMatchObject(late)
    })
    await log.flush()
    expect(await log.find(held.id)).toEqual({ record: held, feedback: [], labels: [] })
    expect((await log.find(known.id))?.feedback).toEqual([{ decisionId: known.id, kind: 'clicked' }])
    await Promise.all([log.close(), other.end()])
  })

  it('migrates and writes when a database comes that was away at the start, once, and so after each cut', async () => {
    const own = `${database}_late`
    await admin.unsafe(`create database ${own}`)
    const gate = await createGate(urlOf(own))
    const open = () =>
      openPostgresLogWhenReachable({ url: gate.url, pauseMs: 20, retryMs: 5, answerWithinMs: 200, onClosed() {} })
    const [one, other] = await Promise.all([open(), open()])
    const records = Array.from({ length: 280 }, (_, position) => recordFor(`query ${position}`))
    const said = (log: DecisionLog, at: number) => log.feedback({ decisionId: records[at]!.id, kind: 'clicked' })
    for (const [position, record] of records.slice(0, 200).entries()) (position % 2 ? one : other).append(record)
    expect([await said(other, 0), await said(one, 1)]).toEqual(['waiting', 'waiting'])
    expect([one, other]).toMatchObject(Array(2).fill({ isFailing: true, waiting: 101 }))

    await gate.open()
    const arrived = { timeout: 20_000 }
    await expect.poll(() => one.waiting + other.waiting, arrived).toBe(0)
    for (let cut = 0; cut < 4; cut++) {
      for (const record of records.slice(200 + cut * 20, 220 + cut * 20)) one.append(record)
      const fed = [said(one, 2 + cut), said(one, 200 + cut * 20)]
      await new Promise((resolve) => setTimeout(resolve, cut))
      await gate.close()
      expect(await Promise.all(fed)).not.toContain('unknown_decision')
      await gate.open()
      await expect.poll(() => one.waiting, arrived).toBe(0)
    }
    expect([one, other]).toMatchObject(Array(2).fill({ isFailing: false, dropped: 0 }))
    const sql = postgres(urlOf(own), { max: 1 })
    const counted = await sql`select (select count(*)::int from decisions) as decisions, count(*)::int as feedback,
      count(distinct decision_id)::int as decisions_fed from feedback`
    expect([...counted]).toEqual([{ decisions: 280, feedback: 10, decisions_fed: 10 }])
    await Promise.all([one.close(), other.close(), sql.end(), gate.close()])
    await admin.unsafe(`drop database ${own} with (force)`)
  })

  it('refuses at the start a database and a role that the server does not have', async () => {
    const wrong = {
      code: 'config_invalid',
      message: expect.stringMatching(/does not exist.*Check DATABASE_URL/) as string,
    }
    await expect(openPostgresLogWhenReachable({ url: urlOf('nowhere') })).rejects.toMatchObject(wrong)
    const stranger = new URL(url)
    stranger.username = 'stranger'
    await expect(openPostgresLogWhenReachable({ url: stranger.href })).rejects.toMatchObject(wrong)
  })

  it('says of a database without tables that it needs migrating', async () => {
    await expect(openPostgresLog({ url: urlOf('postgres') })).rejects.toMatchObject({
      code: 'log_failed',
      message: expect.stringMatching(
        /postgres cannot be read: relation "decisions" does not exist .* Run `npm run migrate`\.$/,
      ) as string,
    })
  })
})

describe('openPostgresLog', () => {
  it('names the host it cannot reach, without the password', async () => {
    const failure = openPostgresLog({ url: 'postgres://app:secret@127.0.0.1:9/shop' })
    await expect(failure).rejects.toMatchObject({
      code: 'log_failed',
      message: expect.stringMatching(
        /^The decision log at 127\.0\.0\.1:9\/shop cannot be read: .*ECONNREFUSED.* Check DATABASE_URL\.$/,
      ) as string,
    })
  })

  it('says why a log cannot be migrated, without the password', async () => {
    await expect(migratePostgres({ url: 'postgres://app:secret@127.0.0.1:9/shop' })).rejects.toMatchObject({
      code: 'log_failed',
      message:
        'The decision log at 127.0.0.1:9/shop cannot be migrated: connect ECONNREFUSED 127.0.0.1:9. Check DATABASE_URL.',
    })
  })

  it('refuses what is not an address', async () => {
    await expect(openPostgresLog({ url: 'postgres://%' })).rejects.toMatchObject({ code: 'config_invalid' })
  })
})

/** An address of the database at `url` that is closed at first, and cuts every connection when it is closed. */
async function createGate(url: string) {
  const { hostname, port: behind } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(behind), hostname)
    for (const [socket, peer] of [
      [near, far],
      [far, near],
    ] as const)
      sockets.add(socket.on('error', () => undefined).on('close', () => peer.destroy()))
    near.pipe(far).pipe(near)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  const port = await listen(0)
  await close()
  return { url: Object.assign(new URL(url), { port: String(port) }).href, open: () => listen(port), close }
}

function urlOf(name: string) {
  if (server === undefined) return ''
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
