import { mkdtempSync, renameSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nameOf } from '../adapters/catalog-index/contract.ts'
import { copyEmptyDatabase } from '../adapters/decision-log/testing.ts'
import { type Config, loadConfig } from '../config.ts'
import { serve } from './serve.ts'
import { openCatalogStore } from './wire-node.ts'

// One data directory for all: copying an embedded database and removing it takes as long as a server's start.
let dir: string
let config: Config
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-serve-'))
  config = loadConfig({
    QUERYMEND_DATA: dir,
    QUERYMEND_CORRECTOR: 'none',
    QUERYMEND_DRAIN_MS: '500',
    LOG_LEVEL: 'silent',
    PORT: '0',
  })
  await copyEmptyDatabase(join(dir, 'decisions'))
  const builder = await (await openCatalogStore(config)).build()
  await builder.addNames([nameOf('Milwaukee', { count: 50 })])
  await builder.commit({ products: 50 })
})
afterAll(() => rm(dir, { recursive: true }))

/** By Node's own client, which shows the connection's header. */
function get(address: string) {
  return new Promise<{ status: number; connection: string | undefined; body: string }>((resolve, reject) => {
    const asked = request(address, (answer) => {
      let body = ''
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode!, connection: answer.headers.connection, body }))
    })
    asked.on('error', reject).end()
  })
}

describe('serve', () => {
  it('goes on answering while it drains, unready and on connections that it closes, and then is gone', async () => {
    const served = await serve(config)
    const correct = () => get(`${served.url}/v1/correct?q=milwakee`)
    const ready = () => get(`${served.url}/readyz`)
    try {
      expect(await correct()).toMatchObject({ status: 200, connection: 'keep-alive' })
      expect(await ready()).toMatchObject({ status: 200 })
      const draining = served.drain()
      expect(await correct()).toMatchObject({ status: 200, connection: 'close' })
      const { status, body } = await ready()
      expect(status).toBe(503)
      expect(JSON.parse(body)).toMatchObject({
        ok: false,
        checks: { catalog: { ok: true }, server: { ok: false, detail: 'stopping' } },
      })
      await draining
      expect(await correct()).toMatchObject({ status: 200 })
    } finally {
      await served.close()
    }
    await expect(correct()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('starts while its PostgreSQL is away, and says so', async () => {
    const served = await serve({ ...config, log: { databaseUrl: 'postgres://app:secret@127.0.0.1:9/shop' } })
    try {
      const { status, body } = await get(`${served.url}/v1/correct?q=milwakee`)
      expect([status, JSON.parse(body)]).toMatchObject([200, { corrected: 'milwaukee' }])
      const { id } = JSON.parse(body) as { id: string }
      const send = (path: string, said: object) =>
        fetch(`${served.url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ id, ...said }),
        })
      const fed = await send('/v1/feedback', { kind: 'accepted' })
      expect([fed.status, await fed.json()]).toEqual([202, { status: 'waiting' }])
      const labelled = await send('/v1/labels', { kind: 'right' })
      expect([labelled.status, await labelled.json()]).toMatchObject([503, { error: { code: 'log_failed' } }])
      const ready = await get(`${served.url}/readyz`)
      expect([ready.status, JSON.parse(ready.body)]).toMatchObject([
        200,
        { ok: true, checks: { log: { ok: false, detail: 'unreachable: 2 records wait' } } },
      ])
    } finally {
      await served.close()
    }
  })

  it('does not start without the file of the live generation, and holds nothing', async () => {
    const { id } = await (await (await openCatalogStore(config)).open()).info()
    const file = join(dir, 'catalog', `${id}.qmix`)
    renameSync(file, `${file}.lost`)
    const lost = `The file of generation ${id} is missing: ${file}. Ingest the catalog again.`
    await expect(serve(config)).rejects.toMatchObject({ code: 'catalog_invalid', message: lost })
    renameSync(`${file}.lost`, file)
    await (await serve(config)).close()
  })

  it('says what is wrong where it cannot listen, and lets go of everything', async () => {
    const at = (port: number, host = '127.0.0.1') => ({ ...config, server: { ...config.server, port, host } })
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await expect(serve(at(port))).rejects.toMatchObject({
      code: 'config_invalid',
      message: `Port ${port} of 127.0.0.1 is in use. Set PORT or HOST to another.`,
    })
    await expect(serve(at(0, '203.0.113.1'))).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/^Cannot listen on port 0 of 203\.0\.113\.1 \(.*EADDRNOTAVAIL/) as string,
    })
    other.close()
    // the embedded log belongs to one at a time
    await (await serve(config)).close()
  })
})
