import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { runExportFinetuneCommand } from '../../src/main/export-finetune-command.ts'
import { openExistingLog } from '../../src/main/existing-log.ts'
import { runIngestCommand } from '../../src/main/ingest-command.ts'
import { serve } from '../../src/main/serve.ts'
import { openCatalogStore } from '../../src/main/wire-node.ts'
import type { Decision } from '../../src/speller/types.ts'

// Ingests and serves a small shop, judges its decisions over the API, and exports the log as conversations, once for each prompt:
// FOLDER PROMPT... For prompts/correct.v1.txt FOLDER gets correct.v1.jsonl.

const products = [
  ['Nike', 'Nike Running Shoes'],
  ['Playgro', 'Playgro Baby Play Mat'],
  ['Hygeeni', 'Hygeeni Wet Wipes'],
  ['Hygiene, <|no|>', 'Liquid Soap'],
  ['Red Bull', 'Red Bull Energy Drink'],
  ['Bonne Maman', 'Crème Brûlée'],
  ['Makita', 'Makita Cordless Drill'],
] as const

/** What is asked, and what a person or a shopper says of the answer. */
const asked: readonly (readonly [query: string, opinion: 'right' | 'accepted' | 'reverted' | { meant: string }])[] = [
  ['nikee shose', { meant: 'nike shoes' }],
  ['Playgro  mat', 'right'],
  ['playgroo mat', 'reverted'],
  ['hygene no', { meant: 'hygiene no' }],
  ['redbull', { meant: 'red bull' }],
  ['cordles dril', 'accepted'],
  ['creme brulee', 'right'],
  ['qwv 4711', 'right'],
]

const [folder, ...prompts] = process.argv.slice(2) as [string, ...string[]]
const env = { QUERYMEND_DATA: join(folder, 'data'), QUERYMEND_CORRECTOR: 'none', PORT: '0', LOG_LEVEL: 'silent' }
const { stdout, stderr } = process

async function ingest(): Promise<void> {
  const feed = join(folder, 'feed.jsonl')
  const lines = products.flatMap(([brand, title], at) =>
    Array.from({ length: 6 }, (_, i) => `${JSON.stringify({ id: `${at}-${i}`, brand, title })}\n`),
  )
  await mkdir(folder, { recursive: true })
  await writeFile(feed, lines.join(''))
  const { signal } = new AbortController()
  expectDone(await runIngestCommand({ args: [feed], env, stdout, stderr, signal, openStore: openCatalogStore }))
}

async function fillLog(): Promise<void> {
  const served = await serve(loadConfig(env))
  const send = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(new URL(path, served.url), { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
  for (const [query, opinion] of asked) {
    const { id } = (await send('/v1/correct', { query })) as Decision
    if (opinion === 'accepted' || opinion === 'reverted') await send('/v1/feedback', { id, kind: opinion })
    else if (opinion === 'right') await send('/v1/labels', { id, kind: 'right' })
    else await send('/v1/labels', { id, kind: 'should_be', text: opinion.meant })
  }
  await served.close()
}

async function exportWith(prompt: string): Promise<void> {
  const out = join(folder, basename(prompt).replace(/\.txt$/, '.jsonl'))
  expectDone(
    await runExportFinetuneCommand({
      args: ['--since', '1d', '--format', 'chat', '--out', out],
      env: { ...env, QUERYMEND_PROMPT: prompt },
      stdout,
      stderr,
      now: () => new Date(),
      openLog: openExistingLog,
    }),
  )
}

function expectDone(code: number): void {
  if (code !== 0) throw new Error(`the command ended with exit code ${code}`)
}

await ingest()
await fillLog()
for (const prompt of prompts) await exportWith(prompt)
