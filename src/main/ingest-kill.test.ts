import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingest } from '../ingest/ingest.ts'
import { createFileStore } from '../ingest/testing/file-store.ts'

const script = join(import.meta.dirname, 'testing', 'ingest-into-file-store.ts')
const batchDelayMs = 40

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-kill-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Runs the command as a process of its own; kills it with SIGKILL so long after it began to `killIn`. */
async function run(isResumable: boolean, kill?: { readonly phase: string; readonly afterMs: number }) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, join(dir, 'feed.tsv')], {
    env: {
      ...process.env,
      QUERYMEND_DATA: join(dir, 'data'),
      STORE_DIR: join(dir, 'store'),
      STORE_DELAY_MS: String(batchDelayMs),
      STORE_RESUMABLE: isResumable ? 'yes' : 'no',
    },
  })
  let stdout = ''
  let stderr = ''
  let isDoomed = false
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    if (!kill || isDoomed || !stderr.includes(kill.phase)) return
    isDoomed = true
    void sleep(kill.afterMs).then(() => child.kill('SIGKILL'))
  })
  const signal = await new Promise<string | null>((resolve) => child.once('close', (_code, by) => resolve(by)))
  return { wasKilled: signal === 'SIGKILL', stdout, stderr }
}

describe('a killed ingestion', () => {
  it.each([true, false])(
    'is finished by the next run, nothing lost or doubled (store can resume: %s)',
    async (isResumable) => {
      const rows = Array.from(
        { length: 3000 },
        (_, i) => `${i}\tcommon ${word(i)} ${word(i * 31)}\tbrand ${word(i % 50)}`,
      )
      await writeFile(join(dir, 'feed.tsv'), 'id\ttitle\tbrand\n1\told thing\told\n')
      const store = createFileStore(join(dir, 'store'))
      await ingest({ feed: join(dir, 'feed.tsv'), dataDir: join(dir, 'data'), store })
      const { id: _old, ...old } = (await store.read())!

      await writeFile(join(dir, 'feed.tsv'), ['id\ttitle\tbrand', ...rows, 'x', ''].join('\n'))
      const undisturbed = createFileStore(join(dir, 'undisturbed'))
      await ingest({ feed: join(dir, 'feed.tsv'), dataDir: join(dir, 'undisturbed-data'), store: undisturbed })
      const { id: _id, ...expected } = (await undisturbed.read())!

      let kills = 0
      const lasts = { 'reading:': 300, 'writing:': 10 * batchDelayMs, 'committing:': 2.5 * batchDelayMs }
      for (const [phase, ms] of Object.entries(lasts)) {
        const { wasKilled } = await run(isResumable, { phase, afterMs: Math.random() * ms })
        if (wasKilled) kills++
        const { id: _live, ...live } = (await store.read())!
        expect([old, expected]).toContainEqual(live)
      }
      expect(kills).toBeGreaterThan(0)

      const { stdout, stderr } = await run(isResumable)
      expect(stdout, stderr).toMatch(/^outcome +(live now|already live)/m)
      expect(await store.read()).toMatchObject(expected)
      expect(await store.generations()).toContain((await store.read())!.id)
      expect((await readdir(join(dir, 'data'))).sort()).toEqual([
        'feed.tsv.rejects.jsonl',
        'ingest-state.json',
        'products',
      ])
      const records = await readdir(join(dir, 'data', 'products'))
      expect(records).toContain(`${(await store.read())!.id}.jsonl.gz`)

      // Whatever a kill after the swap left of the former generation goes with the next build.
      await ingest({ feed: join(dir, 'feed.tsv'), dataDir: join(dir, 'data'), store, force: true })
      expect(await store.generations()).toHaveLength(1)
    },
  )
})

function word(value: number): string {
  return 'w' + value.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)
}
