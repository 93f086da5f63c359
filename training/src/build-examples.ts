import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { countBucket, maxContext } from '../../src/speller/context.ts'
import { remembered } from '../../src/speller/remembered.ts'
import type { Shop } from './shops.ts'
import { catalogOf } from './shop-catalog.ts'
import { misspellingsByWord } from './corpora.ts'
import { openShops } from './made-up-shops.ts'
import { namesNear } from './names-near.ts'
import { loadQuerySources, previousQueries } from './queries.ts'
import { createRandom, type Random } from './random.ts'
import { drawSession, readSessionPairs } from './session-pairs.ts'
import { drawTyped, type QueryMix } from './typed-queries.ts'

// Writes training examples with the project's own retriever in the loop: shards of JSON Lines, and a held-out file.
// usage: tsx training/src/build-examples.ts OUT SHARDS [SEED] [HELD_OUT_EXAMPLES] [--sessions FILE]
// Several may write into one folder side by side, each with its own seed; with 0 held-out examples, a held-out file is left as it is.
// FILE is `sessions.tsv` of `npm run query-log`: what belongs to a session is then drawn from it, instead of from made-up sessions.

interface Example {
  /** Query as typed, right query, names [kind, count bucket, form] best first, slice. */
  readonly q: string
  readonly t: string
  readonly n: readonly (readonly ['b' | 't', number, string])[]
  readonly s: string
  /** Earlier queries of the session, oldest first. */
  readonly p?: readonly string[]
}

const examplesPerShard = 20_000
/** Share of examples that belong to a session. */
const sessionShare = 0.12
const mix: QueryMix = { cleanShare: 0.5, clean: [0.6, 0.18, 0.12, 0.1], misspelled: [0.76, 0.06, 0.1, 0.08] }

const { positionals, values } = parseArgs({ allowPositionals: true, options: { sessions: { type: 'string' } } })
const [out = 'training/out/examples', shards = '30', seed = '7', heldOut = '3000'] = positionals
const channel = JSON.parse(readFileSync('models/channel.json', 'utf8')) as ChannelTable
const sources = loadQuerySources()
const sessions = values.sessions === undefined ? undefined : readSessionPairs(values.sessions)
const corpora = { sources, table: channel, human: misspellingsByWord() }
const catalogs = remembered(catalogOf)

async function retrieve(shop: Shop, text: string): Promise<Example['n']> {
  const names = await namesNear(catalogs(shop), text, channel, maxContext)
  return names.map((name) => [name.kind === 'brand' ? 'b' : 't', countBucket(name.count), name.form])
}

async function makeExample(shop: Shop, random: Random): Promise<Example | undefined> {
  const drawn =
    sessions && random.chance(sessionShare)
      ? drawSession(sessions, shop, corpora, mix.cleanShare, random)
      : alone(shop, random)
  if (!drawn) return undefined
  const session = drawn.earlier.length === 0 ? {} : { p: drawn.earlier }
  return { q: drawn.typed, t: drawn.right, n: await retrieve(shop, drawn.typed), s: drawn.slice, ...session }
}

/** A query of no logged session: some have made-up earlier queries, unless logged ones were given. */
function alone(shop: Shop, random: Random) {
  const drawn = drawTyped(shop, corpora, mix, random)
  const isOfSession = drawn && !sessions && random.chance(sessionShare)
  return drawn && { ...drawn, earlier: isOfSession ? previousQueries(drawn.query, shop, random) : [] }
}

async function fill(shops: readonly Shop[], count: number, random: Random): Promise<Example[]> {
  const examples: Example[] = []
  while (examples.length < count) {
    const example = await makeExample(random.pick(shops), random)
    if (example) examples.push(example)
  }
  return examples
}

function write(file: string, examples: readonly Example[]): void {
  writeFileSync(`${file}.part`, gzipSync(examples.map((example) => JSON.stringify(example)).join('\n') + '\n'))
  renameSync(`${file}.part`, file)
}

mkdirSync(out, { recursive: true })
const random = createRandom(Number(seed))
if (Number(heldOut) > 0)
  write(
    join(out, 'heldout.jsonl.gz'),
    await fill(openShops(true, corpora, random), Number(heldOut), createRandom(Number(seed) + 1)),
  )
const shops = openShops(false, corpora, random)
for (let shard = 0; shard < Number(shards); shard++) {
  const started = performance.now()
  const examples = await fill(shops, examplesPerShard, createRandom(Number(seed) * 1000 + shard))
  write(join(out, `train-${seed}-${String(shard).padStart(4, '0')}.jsonl.gz`), examples)
  console.log(`shard ${shard}: ${(examplesPerShard / ((performance.now() - started) / 1000)).toFixed(0)} examples/s`)
}
