import { once } from 'node:events'
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFor } from './contract-records.ts'
import { openPostgresLogWhenReachable } from './postgres-when-reachable.ts'

const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = []
afterEach(async () => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A server that says `answer` to whatever comes, then hangs up; without one it only listens. */
async function pretend(answer?: Buffer, port = 0): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    if (answer) socket.once('data', () => socket.end(answer))
  }).listen(port, '127.0.0.1')
  servers.push({ server, sockets })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** PostgreSQL's message that ends a connection: its length, then fields by letters. */
function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function open(port: number) {
  const told: string[] = []
  const errors: Error[] = []
  const log = openPostgresLogWhenReachable({
    url: `postgres://app:secret@127.0.0.1:${port}/shop`,
    connectTimeoutSeconds: 1,
    patienceMs: 300,
    pauseMs: 20,
    retries: 1,
    retryMs: 1,
    onClosed: ({ message }) => void told.push(message),
    onError: (error) => void errors.push(error),
  })
  return { log, told, errors }
}

describe('openPostgresLogWhenReachable', () => {
  it.each([
    ['refuses connections', freePort, /connect ECONNREFUSED/],
    ['is starting', () => pretend(fatal('57P03', 'the database system is starting up')), /is starting up/],
    ['has no connection left', () => pretend(fatal('53300', 'sorry, too many clients already')), /too many clients/],
    ['hangs', () => pretend(), /does not answer within 300 ms/],
  ])('is there, holds what it is given and says so, where the server %s', async (_, serve, why) => {
    const opened = open(await serve())
    const log = await opened.log
    const record = recordFor('nikee')
    log.append(record)
    expect(await log.feedback({ decisionId: record.id, kind: 'clicked' })).toBe('waiting')
    expect(await log.find(record.id)).toMatchObject({ record, feedback: [{ kind: 'clicked' }] })
    await expect(log.label({ decisionId: record.id, kind: 'right' })).rejects.toMatchObject({ code: 'log_failed' })
    await expect(log.flush()).rejects.toMatchObject({ code: 'log_failed' })
    expect(log).toMatchObject({ isFailing: true, waiting: 2, dropped: 0 })
    expect(opened.told.join()).toMatch(why)
    expect(opened.told.join()).not.toMatch(/secret/)
    expect(opened.errors).toEqual([])
    await expect(log.close()).rejects.toMatchObject({ code: 'log_failed' })
    expect(log).toMatchObject({ waiting: 0, dropped: 2 })
  })

  it.each([
    ['28P01', 'password authentication failed for user "app"'],
    ['28000', 'no pg_hba.conf entry for host'],
    ['3D000', 'database "shop" does not exist'],
  ])('fails with a wrong setting where the server says %s', async (code, message) => {
    const { log, told } = open(await pretend(fatal(code, message)))
    await expect(log).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(
        /^The decision log at 127\.0\.0\.1:\d+\/shop cannot be migrated: .+\. Check DATABASE_URL\.$/,
      ) as string,
    })
    expect(told).toEqual([])
  })

  it('tells of a wrong setting that shows only when the server comes, and goes on', async () => {
    const port = await freePort()
    const { log, told } = open(port)
    const opened = await log
    await pretend(fatal('28P01', 'password authentication failed'), port)
    await expect.poll(() => told.at(-1)).toMatch(/password authentication failed/)
    expect(opened.isFailing).toBe(true)
    await opened.close()
  })
})
