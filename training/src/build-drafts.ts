import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { askUpTo } from './channel-knowledge.ts'
import { countBucket, maxContext, selectContext } from '../../src/speller/context.ts'
import { judge } from '../../src/speller/judge.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import { compileOverrides } from '../../src/speller/overrides.ts'
import { draftsOf } from '../../src/speller/settle.ts'
import { misspellingsByWord } from './corpora.ts'
import { openShops } from './made-up-shops.ts'
import { loadQuerySources, previousQueries } from './queries.ts'
import { createRandom, type Random } from './random.ts'
import { catalogOf } from './shop-catalog.ts'
import { drawTyped, type QueryMix } from './typed-queries.ts'
import { english } from '../../src/speller/vocabulary.ts'

// Writes examples with the drafts that the served model would be asked to score: queries on which the noisy channel's ranker
// is not sure, with its candidates and their probabilities. The model learns to tell them apart. Shards as those of build-examples, and a held-out file.
// usage: tsx training/src/build-drafts.ts OUT SHARDS [SEED] [HELD_OUT_EXAMPLES]

const [out = 'training/out/drafts', shards = '8', seed = '31', heldOut = '3000'] = process.argv.slice(2)
const examplesPerShard = 10_000
/** Share of examples that belong to a session. */
const sessionShare = 0.12
const mix: QueryMix = { cleanShare: 0.5, clean: [0.45, 0.35, 0.1, 0.1], misspelled: [0.8, 0.04, 0.1, 0.06] }

const knowledge = loadKnowledge('models')
const overrides = compileOverrides([])
const sources = loadQuerySources()
const corpora = { sources, table: knowledge.channel, human: misspellingsByWord() }

type OpenShop = ReturnType<typeof open>[number]
/** The words of a dictionary's shops keep no sensible company: those of the others say what fits. */
const open = (heldOut: boolean, random: Random) =>
  openShops(heldOut, corpora, random)
    .filter((shop) => !shop.label.includes('dictionary'))
    .map((shop) => ({ shop, index: catalogOf(shop) }))

async function makeExample({ shop, index }: OpenShop, random: Random): Promise<object | undefined> {
  const drawn = drawTyped(shop, corpora, mix, random)
  if (!drawn) return undefined
  const query = parseQuery(drawn.typed)
  if (query.terms.every((term) => term.frozen) || query.terms.length > 12) return undefined
  const catalog = { products: shop.index.header.products, vocabulary: english(knowledge.background) }
  const lookup = await lookUp(query, index, knowledge, catalog, undefined)
  const first = await judge(query, lookup, lookup.candidates, [], knowledge, overrides, undefined)
  const drafts = draftsOf(query, first, askUpTo).map(({ text }) => text)
  if (drafts.length === 0) return undefined
  const earlier = random.chance(sessionShare) ? previousQueries(drawn.query, shop, random) : []
  return {
    q: query.text,
    t: drawn.right,
    n: selectContext(lookup.spans, lookup.hits, maxContext).map((name) => [
      name.kind === 'brand' ? 'b' : 't',
      countBucket(name.count),
      name.form,
    ]),
    s: drawn.slice,
    d: drafts,
    u: drafts.map((text) => rounded(first.judged.find(({ candidate }) => candidate.text === text)!.probability)),
    ...(earlier.length === 0 ? {} : { p: earlier }),
  }
}

function rounded(probability: number): number {
  return Math.round(probability * 1e6) / 1e6
}

async function write(file: string, shops: readonly OpenShop[], count: number, random: Random): Promise<void> {
  const lines: string[] = []
  const started = performance.now()
  while (lines.length < count) {
    const example = await makeExample(random.pick(shops), random)
    if (example) lines.push(JSON.stringify(example))
  }
  writeFileSync(`${file}.part`, gzipSync(lines.join('\n') + '\n'))
  renameSync(`${file}.part`, file)
  console.log(`${file}: ${(count / ((performance.now() - started) / 1000)).toFixed(0)} examples/s`)
}

mkdirSync(out, { recursive: true })
const random = createRandom(Number(seed))
await write(join(out, 'heldout.jsonl.gz'), open(true, random), Number(heldOut), createRandom(Number(seed) + 1))
const shops = open(false, random)
for (let shard = 0; shard < Number(shards); shard++)
  await write(
    join(out, `train-${seed}-${String(shard).padStart(4, '0')}.jsonl.gz`),
    shops,
    examplesPerShard,
    createRandom(Number(seed) * 1000 + shard),
  )
