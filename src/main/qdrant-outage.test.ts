import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nameOf } from '../adapters/catalog-index/contract.ts'
import { openFakeQdrant } from '../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import { createMemoryLog } from '../adapters/decision-log/memory.ts'
import { loadConfig } from '../config.ts'
import { catalogCheck } from '../http/catalog-check.ts'
import type { SpellerError } from '../speller/errors.ts'
import { compileOverrides } from '../speller/overrides.ts'
import { createSpeller } from '../speller/speller.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { main, serve } from './serve.ts'
import { newId, openCatalogStore, spellerSettings } from './wire-node.ts'

// What the wired server does while Qdrant is late, away or of another version.

const knowledge = shippedKnowledge()
let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'querymend-outage-'))))
afterEach(() => rmSync(dir, { recursive: true }))

const configOf = (url: string, timeoutMs = 5000) =>
  loadConfig({
    QDRANT_URL: url,
    QDRANT_COLLECTION: 'shop',
    QDRANT_TIMEOUT_MS: String(timeoutMs),
    QUERYMEND_DATA: dir,
    QUERYMEND_CORRECTOR: 'none',
    PORT: '0',
  })

async function fill(url: string) {
  const builder = await openQdrantStore({ url, collection: 'shop', timeoutMs: 5000 }).build()
  await builder.addNames([nameOf('Milwaukee', { count: 50 })])
  await builder.commit({ products: 50 })
}

async function spellerOver(url: string, timeoutMs: number) {
  const config = configOf(url, timeoutMs)
  const errors: SpellerError[] = []
  const index = await (await openCatalogStore(config)).open()
  const speller = createSpeller({
    index,
    log: createMemoryLog(),
    knowledge,
    overrides: () => compileOverrides([]),
    settings: spellerSettings(config),
    newId,
    now: () => new Date(0),
    onError: (error) => errors.push(error),
  })
  return { errors, index, correct: () => speller.correct('milwakee') }
}

const kept = { verdict: 'keep', reason: 'unavailable', applied: 'milwakee', degraded: ['index_failed'] }
const mended = { corrected: 'milwaukee', degraded: [] }

describe('a server over Qdrant', () => {
  it('keeps queries whose answers are late, without waiting for them, and mends the next one after that', async () => {
    let release: (() => void) | undefined
    let isLate = false
    const server = await openFakeQdrant(async () => {
      if (isLate) await new Promise<void>((resolve) => (release = resolve))
      return undefined
    })
    try {
      await fill(server.url)
      const { errors, correct } = await spellerOver(server.url, 1000)
      expect(await correct()).toMatchObject(mended)
      isLate = true
      // nothing is answered before the test says so: only the deadline can end this
      expect(await correct()).toMatchObject(kept)
      expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('no answer in time')])
      isLate = false
      release!()
      expect(await correct()).toMatchObject(mended)
    } finally {
      await server.close()
    }
  })

  it('keeps queries while Qdrant is away, and mends the next one when it is back', async () => {
    let isAway = false
    const server = await openFakeQdrant(() => (isAway ? 0 : undefined))
    try {
      await fill(server.url)
      const { correct } = await spellerOver(server.url, 5000)
      isAway = true
      expect(await correct()).toMatchObject(kept)
      isAway = false
      expect(await correct()).toMatchObject(mended)
    } finally {
      await server.close()
    }
  })

  it('keeps queries while its key is refused, says so where it is asked whether it is ready, and mends the next one after that', async () => {
    let isDenied = false
    const server = await openFakeQdrant(() => (isDenied ? 401 : undefined))
    try {
      await fill(server.url)
      const { errors, index, correct } = await spellerOver(server.url, 5000)
      const ready = () => catalogCheck(index, (error) => errors.push(error))
      expect(await correct()).toMatchObject(mended)
      isDenied = true
      expect(await correct()).toMatchObject({ ...kept, degraded: ['index_denied'] })
      expect(await ready()).toEqual({ ok: false, detail: 'access refused: check its key' })
      await expect(index.upsert([nameOf('hygeeni')])).rejects.toMatchObject({ code: 'index_denied' })
      const advice = expect.stringContaining('Check QDRANT_API_KEY') as string
      expect(errors.map(({ message }) => message)).toEqual([advice, advice])
      isDenied = false
      expect(await correct()).toMatchObject(mended)
      expect(await ready()).toMatchObject({ ok: true })
    } finally {
      await server.close()
    }
  })

  it('does not start where Qdrant refuses the connection, with exit code 1 and where it was looked for', async () => {
    const server = await openFakeQdrant()
    await server.close()
    const { code, message } = await startOf(server.url)
    expect(code).toBe(1)
    expect(message).toContain(`${new URL(server.url).host} failed to open 'shop'`)
    expect(message).toContain('ECONNREFUSED')
  })

  it('does not start on a catalog of another schema version, with exit code 1 and what to do', async () => {
    const server = await openFakeQdrant()
    try {
      await fill(server.url)
      const id = '00000000-0000-4000-8000-000000000000'
      const payload = { schemaVersion: 99, generation: 'x', bigrams: 0, products: 0 }
      await fetch(`${server.url}/collections/shop/points?wait=true`, {
        method: 'PUT',
        body: JSON.stringify({ points: [{ id, vector: {}, payload }] }),
      })
      const { code, message } = await startOf(server.url)
      expect(code).toBe(1)
      expect(message).toMatch(/schema 99.*Ingest the catalog again/)
    } finally {
      await server.close()
    }
  })
})

/** Exit code and message of a server that does not start. */
async function startOf(url: string) {
  const before = process.exitCode
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    await main(async () => {
      const served = await serve(configOf(url))
      await served.close()
    })
    return { code: process.exitCode, message: write.mock.calls.map(([text]) => String(text)).join('') }
  } finally {
    write.mockRestore()
    process.exitCode = before
  }
}
