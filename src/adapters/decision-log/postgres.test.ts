import { randomUUID } from 'node:crypto'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeDecisionLog } from './contract.ts'
import { describeViews } from './contract-views.ts'
import { recordFor } from './contract-records.ts'
import { migrationsFolder } from './migrations.ts'
import { createShortLivedPostgresLog } from './postgres-short-lived.ts'
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
      await expect(log.feedback({ decisionId: known.id, kind: 'clicked' })).rejects.toMatchObject(late)
      await expect(log.label({ decisionId: held.id, kind: 'right' })).rejects.toMatchObject(late)
      await expect(log.find(known.id)).rejects.toMatchObject(late)
    })
    await log.flush()
    expect((await log.find(held.id))?.record).toEqual(held)
    await Promise.all([log.close(), other.end()])
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
      message: 'The decision log at 127.0.0.1:9/shop cannot be migrated: connect ECONNREFUSED 127.0.0.1:9',
    })
  })

  it('refuses what is not an address', async () => {
    await expect(openPostgresLog({ url: 'postgres://%' })).rejects.toMatchObject({ code: 'log_failed' })
  })
})

function urlOf(name: string) {
  if (server === undefined) return ''
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
