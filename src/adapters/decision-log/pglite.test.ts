import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { describeDecisionLog } from './contract.ts'
import { recordFor } from './contract-records.ts'
import { describeViews } from './contract-views.ts'
import type { OpenOptions } from './contract.ts'
import { createDrizzleLog } from './drizzle-log.ts'
import { openPgliteLog } from './pglite.ts'
import { createShortLivedLog } from './short-lived.ts'
import { copyEmptyDatabase, useEmptyDatabase } from './testing.ts'

// One directory for nearly the whole file: a new one takes seconds, a known one a fifth of a second.
let root: string
let dataDir: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'querymend-log-'))
  dataDir = join(root, 'nested', 'decisions')
  await copyEmptyDatabase(dataDir)
})
afterAll(() => rm(root, { recursive: true, force: true }))

describe('over one open database', () => {
  let client: PGlite
  beforeAll(async () => void (client = await PGlite.create(dataDir)))
  afterAll(() => client.close())
  const log = (options?: OpenOptions) => createDrizzleLog(drizzle(client), async () => {}, options)
  const fail = async () => {
    await client.exec('alter table decisions rename to decisions_away')
    return async () => void (await client.exec('alter table decisions_away rename to decisions'))
  }

  describeDecisionLog('pglite', async (options) => ({
    log: log(options),
    async reopen() {
      await client.close()
      client = await PGlite.create(dataDir)
      return log()
    },
    fail,
  }))

  describeDecisionLog('pglite, opened for each flush', async (options) => {
    const open = (given?: OpenOptions) => createShortLivedLog(async () => log(given), given)
    return { log: open(options), reopen: async () => open(), fail }
  })
})

describe('over a shared database', () => {
  const database = useEmptyDatabase()
  describeViews('pglite', async () => ({
    log: createDrizzleLog(drizzle(database()), async () => {}),
    query: async (sql) => (await database().query<object>(sql)).rows,
    close: async () => undefined,
  }))
})

describe('openPgliteLog', () => {
  it('refuses a directory that this process has open, and opens it once released', async () => {
    const first = await openPgliteLog({ dataDir })
    await expect(openPgliteLog({ dataDir })).rejects.toMatchObject({
      code: 'log_in_use',
      message: expect.stringContaining(`in use by process ${process.pid}`) as string,
    })
    const record = recordFor('still works')
    first.append(record)
    await first.close()
    const second = await openPgliteLog({ dataDir })
    expect((await second.find(record.id))?.record).toEqual(record)
    await second.close()
  })

  it('refuses a directory that another living process holds, and takes over when that process has died', async () => {
    const script = join(root, 'wait.mjs')
    await writeFile(script, 'setInterval(() => {}, 1000)\nprocess.send("ready")\n')
    const other = fork(script)
    await once(other, 'message')
    await writeFile(`${dataDir}.lock`, JSON.stringify({ pid: other.pid, started: '', token: 'theirs' }))
    await expect(openPgliteLog({ dataDir })).rejects.toMatchObject({
      code: 'log_in_use',
      message: expect.stringContaining(`in use by process ${other.pid}`) as string,
    })
    other.kill('SIGKILL')
    await once(other, 'exit')
    const log = await openPgliteLog({ dataDir })
    expect(JSON.parse(await readFile(`${dataDir}.lock`, 'utf8'))).toMatchObject({ pid: process.pid })
    await log.close()
    await expect(readFile(`${dataDir}.lock`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([
    ['half written', '{"pid": '],
    ['of an earlier process with our number', JSON.stringify({ pid: process.pid, started: '1', token: 'old' })],
  ])('takes over a lock that is %s', async (_, content) => {
    await writeFile(`${dataDir}.lock`, content)
    const log = await openPgliteLog({ dataDir })
    await log.close()
    expect(log.dropped).toBe(0)
  })

  it('names the directory that cannot be opened, and why', async () => {
    const file = join(root, 'file')
    await writeFile(file, '')
    await expect(openPgliteLog({ dataDir: join(file, 'decisions') })).rejects.toMatchObject({
      code: 'log_failed',
      message: expect.stringMatching(
        `^The decision log in ${file}/decisions cannot be opened: (EEXIST|ENOTDIR): .*${file}`,
      ) as string,
    })
  })

  const full = 'no space is left there. Free some, or name a folder of another disk in QUERYMEND_DATA.'
  it.each([
    [
      'Node finds no space',
      Object.assign(new Error('ENOSPC: no space left on device, write'), { errno: -28, code: 'ENOSPC' }),
      full,
    ],
    ['PostgreSQL finds no space', Object.assign(new Error('could not extend file'), { code: '53100' }), full],
    // of the class ErrnoError, which is no Error
    ['the file system of PGlite finds no space', { name: 'ErrnoError', errno: 51 }, full],
    ['that fails otherwise', { name: 'ErrnoError', errno: 29 }, 'its files cannot be used (WASI error 29)'],
  ])('says why it cannot be opened where %s', async (_, cause, reason) => {
    const place = join(root, 'full')
    const create = vi.spyOn(PGlite, 'create').mockRejectedValueOnce(cause)
    await expect(openPgliteLog({ dataDir: place })).rejects.toMatchObject({
      code: 'log_failed',
      message: `The decision log in ${place} cannot be opened: ${reason}`,
    })
    create.mockRestore()
    await expect(readFile(`${place}.lock`)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
