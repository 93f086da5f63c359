import { openInlineOnnxCorrector } from '../../src/adapters/corrector/onnx-inline.ts'
import { loadConfig } from '../../src/config.ts'
import { mcnemarExact } from '../../src/evaluate/mcnemar.ts'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { newId, spellerSettings } from '../../src/main/wire-node.ts'
import { compileOverrides } from '../../src/speller/overrides.ts'
import { createSpeller } from '../../src/speller/speller.ts'
import { misspellingsByWord } from './corpora.ts'
import { openShops } from './made-up-shops.ts'
import { loadQuerySources, previousQueries } from './queries.ts'
import { createRandom } from './random.ts'
import { catalogOf } from './shop-catalog.ts'
import { drawTyped, type QueryMix } from './typed-queries.ts'

// What earlier queries of a session are worth to the whole speller: held-out queries of made-up shops, each asked with them and without.
// usage: tsx training/src/session-gain.ts [COUNT] [SEED]

const [count = '4000', seed = '51'] = process.argv.slice(2)
const mix: QueryMix = { cleanShare: 0.5, clean: [0.7, 0.1, 0.1, 0.1], misspelled: [0.85, 0.05, 0.05, 0.05] }
const config = loadConfig({})
const knowledge = loadKnowledge(config.correct.modelDir)
const corrector = await openInlineOnnxCorrector({ modelDir: config.correct.modelDir })
const overrides = compileOverrides([])
const corpora = { sources: loadQuerySources(), table: knowledge.channel, human: misspellingsByWord() }
const random = createRandom(Number(seed))
const shops = openShops(true, corpora, random)
  .filter((shop) => !shop.label.includes('dictionary'))
  .map((shop) => ({
    shop,
    speller: createSpeller({
      index: catalogOf(shop),
      corrector,
      log: { append: () => undefined },
      knowledge,
      overrides: () => overrides,
      settings: { ...spellerSettings(config), correctTimeoutMs: 60_000 },
      newId,
      now: () => new Date(),
    }),
  }))

const tally = () => ({ n: 0, with: 0, without: 0, onlyWith: 0, onlyWithout: 0 })
const kinds = { misspelled: tally(), right: tally() }
for (let asked = 0; asked < Number(count);) {
  const { shop, speller } = random.pick(shops)
  const drawn = drawTyped(shop, corpora, mix, random)
  const previous = drawn ? previousQueries(drawn.query, shop, random) : []
  if (!drawn || previous.length === 0) continue
  asked++
  const isExact = async (earlier: readonly string[]) =>
    (await speller.correct(drawn.typed, { previous: earlier })).applied === drawn.right
  const [withSession, without] = [await isExact(previous), await isExact([])]
  const kind = kinds[drawn.typed === drawn.right ? 'right' : 'misspelled']
  kind.n++
  if (withSession) kind.with++
  if (without) kind.without++
  if (withSession && !without) kind.onlyWith++
  if (without && !withSession) kind.onlyWithout++
}
for (const [kind, row] of Object.entries(kinds))
  console.log(kind, JSON.stringify({ ...row, p: Number(mcnemarExact(row.onlyWith, row.onlyWithout).toPrecision(2)) }))
await corrector.close()
