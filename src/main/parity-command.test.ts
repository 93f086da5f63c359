import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { nameOf } from '../adapters/catalog-index/contract.ts'
import { openFakeQdrant } from '../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import { runParityCommand } from './parity-command.ts'

const dir = mkdtempSync(join(tmpdir(), 'querymend-parity-'))
afterAll(() => rmSync(dir, { recursive: true }))
const feed = join(dir, 'feed.tsv')
writeFileSync(feed, 'id\ttitle\tbrand\n1\tMilwaukee drill\tMilwaukee\n2\tMilwaukee drill bit\tMilwaukee\n')
const queries = join(dir, 'gold.tsv')
writeFileSync(queries, 'query\tgold\nmilwakee dril\tmilwaukee drill\ndrill bit\tdrill bit\n')

/** Builds that a test leaves unfinished are those of killed processes. */
const lease = { beatMs: 3_600_000, deadAfterMs: 0 }
const run = (...args: readonly string[]) => runUntil(undefined, ...args)

async function runUntil(signal: AbortSignal | undefined, ...args: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const text = (stream: PassThrough) => ((stream.read() as Buffer | null) ?? '').toString()
  const code = await runParityCommand({ args, env: {}, stdout, stderr, lease, ...(signal && { signal }) })
  return { code, out: text(stdout), err: text(stderr) }
}
const own = ['--feed', feed, '--queries', queries, '--out', join(dir, 'out')]

describe('runParityCommand', () => {
  it('finds the engines equal on a small shop, writes a report, and leaves nothing in Qdrant', async () => {
    const server = await openFakeQdrant()
    try {
      const { code, out, err } = await run(...own, '--qdrant', server.url)
      expect([code, err]).toEqual([0, ''])
      expect(out).toMatch(/identical lists +\| +\d+ \| +100\.00 %/)
      expect(readFileSync(join(dir, 'out', 'parity.md'), 'utf8')).toContain('same decision')
      expect(server.collections()).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('takes what a killed run left in Qdrant with it, also when it is interrupted itself, and leaves other catalogs alone', async () => {
    const interruption = new AbortController()
    let isInterrupted = false
    const server = await openFakeQdrant((path) => {
      if (isInterrupted && path.endsWith('/query/batch')) interruption.abort()
      return undefined
    })
    try {
      const build = async (collection: string) => {
        const builder = await openQdrantStore({ url: server.url, collection, timeoutMs: 5000, lease }).build()
        await builder.addNames([nameOf('left behind')])
      }
      await build('querymend')
      const others = server.collections()
      await build('querymend-parity')
      isInterrupted = true
      const { code, out } = await runUntil(interruption.signal, ...own, '--qdrant', server.url)
      expect([code, out]).toEqual([130, ''])
      expect(server.collections()).toEqual(others)
    } finally {
      await server.close()
    }
  })

  it('says what is missing', async () => {
    expect(await run('--feed', feed)).toMatchObject({ code: 2 })
    expect(await run(...own)).toMatchObject({ code: 2, err: expect.stringContaining('QDRANT_URL') as string })
    const absent = ['--feed', feed, '--queries', join(dir, 'none.tsv'), '--out', dir, '--qdrant', 'http://localhost:1']
    expect(await run(...absent)).toMatchObject({ code: 2, err: expect.stringContaining('none.tsv') as string })
  })
})
