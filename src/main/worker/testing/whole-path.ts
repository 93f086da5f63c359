import postgres from 'postgres'
import { openQdrantStore } from '../../../adapters/catalog-index/qdrant.ts'
import { migratePostgres, openPostgresLog } from '../../../adapters/decision-log/postgres.ts'
import type { DecisionLog } from '../../../speller/ports.ts'
import type { Decision } from '../../../speller/types.ts'
import { expectEqual as expect, ms } from '../../testing/walk.ts'
import { openPathQdrant } from './path-qdrant.ts'
import { smallShop } from './small-shop.ts'
import { causeIn, repeated, type Outcome } from './stand-in.ts'
import { openWranglerDev, until, type WranglerDev } from './wrangler-dev.ts'

// The whole path under `wrangler dev`: the bundled Worker, the Qdrant of QDRANT_URL or a fake one over HTTP, the PostgreSQL of DATABASE_URL; with
// --hyperdrive through the stand-in that wrangler has for a Hyperdrive binding. Prints how long the start takes and how much
// memory workerd holds; ends with 1 where an answer or a row is not what it must be.
// `npm run worker:files -- --without-catalog` comes before it.

const url = process.env['DATABASE_URL']
if (url === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL that may be written to.')
const withHyperdrive = process.argv.includes('--hyperdrive')

await migratePostgres({ url })
const outcome = await repeated(
  () => run(url),
  withHyperdrive ? 3 : 1,
  (line) => process.stderr.write(line),
)
process.exitCode = outcome === 'holds' ? 0 : 1

async function run(databaseUrl: string): Promise<Outcome> {
  const qdrant = await openPathQdrant()
  const { names, bigrams, products } = smallShop()
  const builder = await openQdrantStore({ url: qdrant.url, collection: qdrant.collection, timeoutMs: 5_000 }).build()
  await builder.addNames(names)
  await builder.addBigrams(bigrams)
  await builder.commit({ products })
  const variables = { QDRANT_URL: qdrant.url, QDRANT_COLLECTION: qdrant.collection, API_TOKEN: 'token-1' }
  const log = openPostgresLog({ url: databaseUrl })
  let wrangler: WranglerDev | undefined
  try {
    wrangler = await openWranglerDev(
      withHyperdrive
        ? { variables, hyperdriveUrl: databaseUrl }
        : { variables: { ...variables, DATABASE_URL: databaseUrl } },
    )
    await walk(wrangler, await log, databaseUrl)
    return 'holds'
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}${cause}\n`)
    if (wrangler)
      process.stderr.write(`--- wrangler${wrangler.hasEnded() ? ', which ended' : ''}\n${wrangler.output()}\n`)
    return withHyperdrive ? causeIn(wrangler?.output() ?? '') : 'failed'
  } finally {
    wrangler?.stop()
    await (await log).close()
    await qdrant.close()
  }
}

async function walk(wrangler: WranglerDev, log: DecisionLog, databaseUrl: string): Promise<void> {
  const { address } = wrangler
  const ask = async <Body>(path: string) => (await (await fetch(address + path)).json()) as Body
  const send = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', authorization: 'Bearer token-1' }
    return (await fetch(address + path, { method, headers, body: JSON.stringify(body) })).json()
  }
  const ready = performance.now()
  const first = await ask<Decision>('/v1/correct?q=nikee+shose')
  const firstMs = performance.now() - ready
  expect('the correction', first.applied, 'nike shoes')
  expect('the degradations', first.degraded, [])

  // kept after the answer, so the very next request may come too early
  let kept = first
  await until('an answer to be kept', async () => {
    kept = await ask<Decision>('/v1/correct?q=nikee+shose')
    return kept.latencyMs.retrieve === 0
  })
  expect('the kept answer', kept.applied, 'nike shoes')

  for (const { id } of [first, kept]) {
    await until('the decision to be in PostgreSQL', async () => (await log.find(id)) !== undefined)
    expect('the logged query', (await log.find(id))?.record.query, 'nikee shose')
  }
  expect('feedback', await send('POST', '/v1/feedback', { id: first.id, kind: 'accepted' }), { status: 'recorded' })
  expect('a label', await send('POST', '/v1/labels', { id: first.id, kind: 'right' }), { status: 'recorded' })
  const { feedback, labels } = (await log.find(first.id))!
  expect('what was said', [feedback.length, labels.length], [1, 1])

  let during = first
  await inOutage(databaseUrl, async () => {
    during = await ask<Decision>('/v1/correct?q=adidsa+shose')
    for (const [i, { id }] of [first, during, during].entries())
      expect('feedback in an outage', await send('POST', '/v1/feedback', { id, kind: 'clicked', detail: `${i}` }), {
        status: 'waiting',
      })
  })
  await ask('/v1/correct?q=nikee')
  const isStored = async (id: string, count: number) => (await log.find(id))?.feedback.length === count
  // two connections may write them, one for each decision
  await until('what was held to be in PostgreSQL', () => isStored(during.id, 2))
  await until('what was held to be in PostgreSQL, too', () => isStored(first.id, 2))
  const details = async (id: string) => (await log.find(id))?.feedback.map(({ detail }) => detail)
  expect(
    'feedback that was held',
    [await details(first.id), await details(during.id)],
    [
      [undefined, '0'],
      ['1', '2'],
    ],
  )

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
    await until('every decision to be in PostgreSQL', async () => (await log.find(id)) !== undefined)
  latencies.sort((a, b) => a - b)
  process.stdout.write(
    [
      `wrangler dev ready after ${ms(wrangler.readyMs)}, first answer ${ms(firstMs)} later`,
      `a request over HTTP, Qdrant in the same machine: p50 ${ms(latencies[25]!)}, p90 ${ms(latencies[45]!)} (n = 50)`,
      `workerd holds ${wrangler.workerdMegabytes()} MB`,
      'The whole path holds.\n',
    ].join('\n'),
  )
}

/** While nothing can be written or looked up. */
async function inOutage(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 })
  await sql`alter table decisions rename to decisions_away`
  try {
    await work()
  } finally {
    await sql`alter table decisions_away rename to decisions`
    await sql.end()
  }
}
