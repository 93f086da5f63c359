import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openFakeQdrant } from '../../../adapters/catalog-index/qdrant-fake.ts'
import { openQdrantStore } from '../../../adapters/catalog-index/qdrant.ts'
import { migratePostgres, openPostgresLog } from '../../../adapters/decision-log/postgres.ts'
import type { DecisionLog } from '../../../speller/ports.ts'
import type { Decision } from '../../../speller/types.ts'
import { smallShop } from './small-shop.ts'

// The whole path under `wrangler dev`: the bundled Worker, a fake Qdrant over HTTP, the PostgreSQL of DATABASE_URL. Prints how
// long the start takes and how much memory workerd holds; ends with 1 where an answer or a row is not what it must be.
// `npm run worker:files -- --without-catalog` comes before it.

const url = process.env['DATABASE_URL']
if (url === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL that may be written to.')

await migratePostgres({ url })
const qdrant = await openFakeQdrant()
const { names, bigrams, products } = smallShop()
const builder = await openQdrantStore({ url: qdrant.url, collection: 'querymend', timeoutMs: 5_000 }).build()
await builder.addNames(names)
await builder.addBigrams(bigrams)
await builder.commit({ products })

const port = await freePort()
const address = `http://127.0.0.1:${port}`
const variables = { QDRANT_URL: qdrant.url, DATABASE_URL: url, API_TOKEN: 'token-1' }
const started = performance.now()
const wrangler = spawn(
  join('node_modules', '.bin', 'wrangler'),
  [
    ...[
      'dev',
      '--local',
      '--env',
      '',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--show-interactive-dev-session=false',
    ],
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ],
  { env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false' }, detached: true },
)
let output = ''
for (const stream of [wrangler.stdout, wrangler.stderr])
  stream.on('data', (text: Buffer) => (output += text.toString()))
let log: DecisionLog | undefined
try {
  await until('wrangler to be ready', async () => output.includes('Ready on'))
  const ready = performance.now()
  const first = await ask<Decision>('/v1/correct?q=nikee+shose')
  const firstMs = performance.now() - ready
  expect('the correction', first.applied, 'nike shoes')
  expect('the degradations', first.degraded, [])

  const kept = await ask<Decision>('/v1/correct?q=nikee+shose')
  expect('the kept answer', [kept.applied, kept.latencyMs.retrieve], ['nike shoes', 0])

  log = await openPostgresLog({ url })
  for (const { id } of [first, kept]) {
    await until('the decision to be in PostgreSQL', async () => (await log!.find(id)) !== undefined)
    expect('the logged query', (await log.find(id))?.record.query, 'nikee shose')
  }
  expect('feedback', await send('POST', '/v1/feedback', { id: first.id, kind: 'accepted' }), { status: 'recorded' })
  expect('a label', await send('POST', '/v1/labels', { id: first.id, kind: 'right' }), { status: 'recorded' })
  const { feedback, labels } = (await log.find(first.id))!
  expect('what was said', [feedback.length, labels.length], [1, 1])

  const before = await ask<Decision>('/v1/correct?q=hygeeno+soap')
  expect('the query before the brand', before.applied, 'hygiene soap')
  await send('PUT', '/v1/names', { name: 'Hygeeno' })
  expect('the query after it', (await ask<Decision>('/v1/correct?q=hygeeno+soap')).applied, 'hygeeno soap')

  const latencies: number[] = []
  const asked: string[] = []
  for (let i = 0; i < 50; i++) {
    const begun = performance.now()
    asked.push((await ask<Decision>(`/v1/correct?q=nikee+shose&hits=${i}`)).id)
    latencies.push(performance.now() - begun)
  }
  for (const id of asked)
    await until('every decision to be in PostgreSQL', async () => (await log!.find(id)) !== undefined)
  latencies.sort((a, b) => a - b)
  process.stdout.write(
    [
      `wrangler dev ready after ${ms(ready - started)}, first answer ${ms(firstMs)} later`,
      `a request over HTTP, fake Qdrant in the same machine: p50 ${ms(latencies[25]!)}, p90 ${ms(latencies[45]!)} (n = 50)`,
      `workerd holds ${workerdMegabytes()} MB`,
      'The whole path holds.\n',
    ].join('\n'),
  )
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n--- wrangler\n${output}\n`)
  process.exitCode = 1
} finally {
  process.kill(-wrangler.pid!, 'SIGTERM')
  await log?.close()
  await qdrant.close()
}

async function ask<Body>(path: string): Promise<Body> {
  return (await (await fetch(address + path)).json()) as Body
}

async function send(method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer token-1' }
  return (await fetch(address + path, { method, headers, body: JSON.stringify(body) })).json()
}

function expect(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)} where ${JSON.stringify(wanted)} was expected`)
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    if (performance.now() - begun > 60_000) throw new Error(`Waited 60 s for ${what}`)
    await pause(20)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Resident memory of the workerd processes of this run, the largest. */
function workerdMegabytes(): number {
  const sizes = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[2])
        const isOurs = group === wrangler.pid && /^Name:\s+workerd$/m.test(status)
        return isOurs ? [Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1])] : []
      } catch {
        return []
      }
    })
  return Math.round(Math.max(0, ...sizes) / 1024)
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`
}
