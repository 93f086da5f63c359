import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { openFakeQdrant } from '../../adapters/catalog-index/qdrant-fake.ts'
import { loadConfig } from '../../config.ts'
import { measureOverQdrant } from './over-qdrant.ts'
import { awaitSettled, memoryOfServer } from './qdrant-telemetry.ts'
import { measureRetrieval } from './retrieval.ts'
import { createSheet } from './sheet.ts'
import { shopNames } from './shop-names.ts'

describe('measureOverQdrant', () => {
  const measure = async (url?: string) => {
    const sheet = createSheet('retrieval', () => undefined)
    const config = loadConfig(url === undefined ? {} : { QDRANT_URL: url })
    await measureOverQdrant({ config }, shopNames(200, 1), () => 1, { queries: 2 }, 1, undefined, sheet)
    return sheet.finish()
  }

  it('measures made-up names in Qdrant, which it leaves as it was, and says that its memory is not known', async () => {
    const server = await openFakeQdrant()
    try {
      const { figures, notes } = await measure(server.url)
      const value = (name: string) => figures.find((figure) => figure.name === `200 over Qdrant: ${name}`)!.value
      expect(value('fill, wall time')).toBeGreaterThan(0)
      expect(value('1 error, search p99')).toBeGreaterThan(0)
      expect(value('1 error, recall@8')).toBeGreaterThan(0.9)
      expect(figures.every((figure) => Number.isFinite(figure.value))).toBe(true)
      expect(notes).toEqual([expect.stringContaining('Memory of Qdrant: not measured')])
      expect(server.collections()).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('is part of the section retrieval', { timeout: 60_000 }, async () => {
    const server = await openFakeQdrant()
    try {
      const config = loadConfig({ QDRANT_URL: server.url })
      const sheet = createSheet('retrieval', () => undefined)
      const bench = { config, source: { feed: 'none' }, modelDir: 'none', queries: [], isQuick: true, names: [100] }
      await measureRetrieval(bench, sheet)
      const names = sheet.finish().figures.map(({ name }) => name)
      expect(names).toContain('100: 1 error, recall@8')
      expect(names).toContain('100 over Qdrant: 1 error, recall@8')
    } finally {
      await server.close()
    }
  })

  it('measures nothing where the settings name no Qdrant', async () => {
    expect(await measure()).toMatchObject({ figures: [], notes: [] })
  })
})

describe('telemetry of Qdrant', () => {
  const shards = (status: string) => [{ local: { status } }]
  /** Gives one body after another, the last again and again. */
  const withServer = async (bodies: readonly unknown[], work: (url: string) => Promise<void>) => {
    let asked = 0
    const server = createServer((request, response) => {
      const isRight = request.url === '/base/telemetry?details_level=3' && request.headers['api-key'] === 'key-1'
      response.writeHead(isRight ? 200 : 403).end(JSON.stringify(bodies[Math.min(asked++, bodies.length - 1)]))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`)
    } finally {
      server.close()
    }
  }
  const body = (own: string, memory?: object) => ({
    result: {
      memory,
      collections: {
        collections: [
          { id: 'bench-1', shards: shards(own) },
          { id: 'shop', shards: shards('yellow') },
        ],
      },
    },
  })

  it('tells the memory of a server that tells it', async () => {
    const memory = { allocated_bytes: 3e6, resident_bytes: 5e6 }
    await withServer([body('green', memory), body('green'), {}], async (url) => {
      const server = { url, apiKey: 'key-1' }
      expect(await memoryOfServer(server)).toEqual({ allocatedMegabytes: 3, residentMegabytes: 5 })
      expect(await memoryOfServer(server)).toBeUndefined()
      expect(await memoryOfServer(server)).toBeUndefined()
      expect(await memoryOfServer({ url })).toBeUndefined()
    })
    expect(await memoryOfServer({ url: 'http://127.0.0.1:1' })).toBeUndefined()
  })

  it('waits until the own collections are twice in a row said to be indexed', async () => {
    const options = { pauseMs: 0, attempts: 5 }
    const settled = async (statuses: readonly string[], collection = 'bench') => {
      let result: boolean | undefined
      await withServer(
        statuses.map((each) => body(each)),
        async (url) => {
          result = await awaitSettled({ url, apiKey: 'key-1' }, collection, options)
        },
      )
      return result
    }
    expect(await settled(['yellow', 'green', 'yellow', 'green', 'green'])).toBe(true)
    expect(await settled(['yellow', 'green', 'yellow', 'green', 'yellow'])).toBe(false)
    expect(await settled(['green'], 'other')).toBe(false)
  })
})
