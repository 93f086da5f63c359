import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ingest, type IngestOptions, type IngestSummary } from '../ingest/ingest.ts'
import { createFileStore, type FileStore } from '../ingest/testing/file-store.ts'

const batchDelayMs = 40
const header = 'id\ttitle\tbrand\top'
/** Each run starts processes, which take many times as long on a busy machine. */
const timeoutMs = 240_000

// Compiled once: a process that compiles what it runs takes five times as long to begin.
let compiled: string
let script: string
beforeAll(async () => {
  compiled = await mkdtemp(join(tmpdir(), 'querymend-kill-program-'))
  script = join(compiled, 'ingest.mjs')
  await build({
    entryPoints: { ingest: join(import.meta.dirname, 'testing', 'ingest-into-file-store.ts') },
    outdir: compiled,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // what is imported where it is needed, the model's runtime, is left to a part that this shop never loads
    splitting: true,
    external: ['onnxruntime-node'],
    platform: 'node',
    format: 'esm',
    // what packages in CommonJS ask for
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    logLevel: 'error',
  })
})
afterAll(() => rm(compiled, { recursive: true }))

let dir: string
let store: FileStore
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-kill-'))
  store = createFileStore(join(dir, 'store'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Runs the command as a process of its own, and kills it with SIGKILL so long after it began to `phase`, unless it has ended. */
async function runAndKill(flags: readonly string[], isResumable: boolean, phase: string, afterMs: number) {
  const child = spawn(process.execPath, [script, join(dir, 'feed.tsv'), ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      QUERYMEND_DATA: join(dir, 'data'),
      // Another feed key than that of the run that finishes would make it begin anew.
      QUERYMEND_OVERRIDES: join(dir, 'none.tsv'),
      STORE_DIR: join(dir, 'store'),
      STORE_DELAY_MS: String(batchDelayMs),
      STORE_RESUMABLE: isResumable ? 'yes' : 'no',
    },
  })
  let stderr = ''
  let isDoomed = false
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (isDoomed || !stderr.includes(phase)) return
    isDoomed = true
    void sleep(afterMs).then(() => child.kill('SIGKILL'))
  })
  const signal = await new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)))
  expect(isDoomed, stderr).toBe(true)
  return signal === 'SIGKILL'
}

async function writeFeed(rows: readonly string[]): Promise<void> {
  await writeFile(join(dir, 'feed.tsv'), [header, ...rows, ''].join('\n'))
}

/** Ingests `feed.tsv` within this process, undisturbed. */
function run(options: Partial<IngestOptions> = {}): Promise<IngestSummary> {
  return ingest({ feed: join(dir, 'feed.tsv'), dataDir: join(dir, 'data'), store, ...options })
}

/** What is live after the ingestion of these rows as a whole feed. */
async function madeOf(rows: readonly string[]): Promise<object> {
  await writeFeed(rows)
  const undisturbed = createFileStore(join(dir, 'undisturbed'))
  await run({ dataDir: join(dir, 'undisturbed-data'), store: undisturbed })
  return contentOf(undisturbed)
}

async function contentOf(from: FileStore): Promise<object> {
  const { id: _id, ...content } = (await from.read())!
  return content
}

/** Kills a run of `feed.tsv` in each phase, whatever is live being the old or the new; then lets one finish. */
async function killAndFinish(expected: object, isDelta: boolean, isResumable: boolean): Promise<IngestSummary> {
  const old = await contentOf(store)
  let kills = 0
  const lasts = { 'reading:': 150, 'writing:': 10 * batchDelayMs, 'committing:': 2.5 * batchDelayMs }
  for (const [phase, ms] of Object.entries(lasts)) {
    // Where a run before was killed after its swap, nothing is left to do.
    if (JSON.stringify(await contentOf(store)) === JSON.stringify(expected)) break
    if (await runAndKill(isDelta ? ['--delta'] : [], isResumable, phase, Math.random() * ms)) kills++
    expect([old, expected]).toContainEqual(await contentOf(store))
  }
  expect(kills).toBeGreaterThan(0)

  const summary = await run({ isDelta, store: createFileStore(join(dir, 'store'), { isResumable }) })
  const live = (await store.read())!
  expect(live).toMatchObject(expected)
  expect(await store.generations()).toContain(live.id)
  const files = await readdir(join(dir, 'data'))
  expect(files.filter((file) => file !== 'feed.tsv.rejects.jsonl').sort()).toEqual(['ingest-state.json', 'products'])
  expect(await readdir(join(dir, 'data', 'products'))).toContain(`${live.id}.jsonl.gz`)
  return summary
}

describe('a killed ingestion', { timeout: timeoutMs }, () => {
  it.each([true, false])(
    'is finished by the next run, nothing lost or doubled (store can resume: %s)',
    async (isResumable) => {
      await writeFeed(['1\told thing\told\t'])
      await run()
      const rows = [...Array.from({ length: 1500 }, (_, i) => row(i)), 'x']
      const expected = await madeOf(rows)
      const { rejects } = await killAndFinish(expected, false, isResumable)
      expect(rejects).toBe(1)

      // Whatever a kill after the swap left of the former generation goes with the next build.
      await run({ force: true })
      expect(await store.generations()).toHaveLength(1)
    },
  )

  it('of a delta feed is finished by the next run, each change made once', async () => {
    const before = Array.from({ length: 1000 }, (_, i) => row(i))
    await writeFeed(before)
    await run()
    const changed = (i: number) => row(i, i * 17 + 1)
    const after = before.flatMap((old, i) => (i % 5 === 0 ? [] : i % 5 === 1 ? [changed(i)] : [old]))
    const added = Array.from({ length: 150 }, (_, i) => row(1000 + i))
    const expected = await madeOf([...after, ...added])

    const changes = before.flatMap((old, i) => (i % 5 === 0 ? [`${old}delete`] : i % 5 === 1 ? [changed(i)] : []))
    await writeFeed([...changes, ...added])
    const summary = await killAndFinish(expected, true, true)
    // A delta that was counted on top of itself would find its own products there.
    expect(summary.changes).toEqual({ added: 150, changed: 200, unchanged: 0, deleted: 200, unknown: 0, elsewhere: 0 })
  })
})

function row(id: number, seed = id): string {
  return `${id}\tcommon ${word(seed)} ${word(seed * 31)}\tbrand ${word(seed % 50)}\t`
}

function word(value: number): string {
  return 'w' + value.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)
}
