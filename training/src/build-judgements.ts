import { writeFileSync } from 'node:fs'
import { openInlineOnnxCorrector } from '../../src/adapters/corrector/onnx-inline.ts'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { selectContext } from '../../src/speller/context.ts'
import { judge } from '../../src/speller/judge.ts'
import type { Knowledge } from '../../src/speller/knowledge.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import { compileOverrides } from '../../src/speller/overrides.ts'
import type { Corrector } from '../../src/speller/ports.ts'
import { settle } from '../../src/speller/settle.ts'
import { blankRanker, untrainedKnowledge } from './channel-knowledge.ts'
import { misspellingsByWord } from './corpora.ts'
import { openShops } from './made-up-shops.ts'
import { loadQuerySources } from './queries.ts'
import { createRandom } from './random.ts'
import { catalogOf } from './shop-catalog.ts'
import { drawTyped, type QueryMix } from './typed-queries.ts'
import { english } from '../../src/speller/vocabulary.ts'

// Writes what the ranker learns from: the features of every candidate of held-out queries, and which of them is right.
// Without a model: every query, by the noisy channel. With one: the queries on which the trained channel ranker is not sure.
// usage: tsx training/src/build-judgements.ts OUT COUNT SEED [MODEL_DIR]

const [out = 'training/out/judgements.jsonl', count = '12000', seed = '11', modelDir] = process.argv.slice(2)
const untrained = untrainedKnowledge()
const knowledge: Knowledge =
  modelDir === undefined
    ? untrained
    : { ...untrained, rankers: { model: blankRanker, channel: loadKnowledge('models').rankers.channel } }
const mix: QueryMix = { cleanShare: 0.5, clean: [0.5, 0.27, 0.13, 0.1], misspelled: [0.8, 0.04, 0.1, 0.06] }
const overrides = compileOverrides([])
const corrector: Corrector | undefined =
  modelDir === undefined ? undefined : await openInlineOnnxCorrector({ modelDir })
const sources = loadQuerySources()
const corpora = { sources, table: knowledge.channel, human: misspellingsByWord() }
const random = createRandom(Number(seed))
// the words of the dictionary's shops keep no sensible company
const sensible = openShops(true, corpora, random).filter((shop) => !shop.label.includes('dictionary'))
const shops = sensible.map((shop) => ({ shop, index: catalogOf(shop) }))

const fail = (error: unknown) => {
  throw error
}
const lines: string[] = []
while (lines.length < Number(count)) {
  const { shop, index } = random.pick(shops)
  const drawn = drawTyped(shop, corpora, mix, random)
  if (!drawn) continue
  const query = parseQuery(drawn.typed)
  if (query.terms.every((term) => term.frozen) || query.terms.length > 12) continue
  const catalog = { products: shop.index.header.products, vocabulary: english(knowledge.background) }
  const lookup = await lookUp(query, index, knowledge, catalog, undefined)
  const context = selectContext(lookup.spans, lookup.hits, 4 + random.below(9))
  const judgement = corrector
    ? await settle(query, lookup, context, [], undefined, { corrector, knowledge, overrides, failed: fail })
    : await judge(query, lookup, lookup.candidates, [], knowledge, overrides, undefined)
  if (corrector && !judgement.scored) continue
  const { judged } = judgement
  lines.push(
    JSON.stringify({
      slice: drawn.slice,
      gold: judged.findIndex((entry) => entry.candidate.text === drawn.right),
      typed: judged.findIndex((entry) => entry.candidate.text === query.text),
      features: judged.map((entry) => entry.features.map((value) => Math.round(value * 1e4) / 1e4)),
    }),
  )
}
writeFileSync(out, lines.join('\n') + '\n')
console.log(`${lines.length} judgements`)
await corrector?.close()
