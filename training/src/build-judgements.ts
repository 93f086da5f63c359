import { readFileSync, writeFileSync } from 'node:fs'
import { createLiveNames } from '../../src/adapters/catalog-index/live-names.ts'
import { createView } from '../../src/adapters/catalog-index/embedded-view.ts'
import { openInlineOnnxCorrector } from '../../src/adapters/corrector/onnx-inline.ts'
import { decodeBackground } from '../../src/speller/background.ts'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { selectContext } from '../../src/speller/context.ts'
import { featureNames } from '../../src/speller/features.ts'
import { decodeLetters } from '../../src/speller/letters.ts'
import { judge } from '../../src/speller/judge.ts'
import { settle } from '../../src/speller/settle.ts'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import type { Knowledge } from '../../src/speller/knowledge.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import { compileOverrides } from '../../src/speller/overrides.ts'
import type { CatalogIndex, Corrector } from '../../src/speller/ports.ts'
import { misspellingsByWord } from './corpora.ts'
import { noiseFacts, openShops } from './made-up-shops.ts'
import { drawQuery, loadQuerySources } from './queries.ts'
import { misspellQuery } from './noise.ts'
import { createRandom } from './random.ts'

// Writes what the ranker learns from: the features of every candidate of held-out queries, and which of them is right.
// Without a model: every query, by the noisy channel. With one: the queries on which the trained channel ranker is not sure.
// usage: tsx training/src/build-judgements.ts OUT COUNT SEED [MODEL_DIR]

const [out = 'training/work/judgements.jsonl', count = '12000', seed = '11', modelDir] = process.argv.slice(2)
const channel = JSON.parse(readFileSync('models/channel.json', 'utf8')) as ChannelTable
const blank = {
  features: featureNames,
  linear: featureNames.map(() => 0),
  hidden: [],
  bias: [],
  out: [],
  temperature: 1,
  calibration: { keep: { slope: 1, offset: 0 }, change: { slope: 1, offset: 0 } },
}
const tables = {
  channel,
  coinages: JSON.parse(readFileSync('models/coinages.json', 'utf8')) as ChannelTable,
  background: decodeBackground(new Uint8Array(readFileSync('models/background.bin'))),
  misspellings: decodeBackground(new Uint8Array(readFileSync('models/misspellings.bin'))),
  letters: decodeLetters(new Uint8Array(readFileSync('models/letters.bin'))),
}
const knowledge: Knowledge = {
  ...tables,
  // the model ranker learns from the model's evidence alone
  modelWeight: 1,
  rankers: { model: blank, channel: modelDir === undefined ? blank : loadKnowledge('models').rankers.channel },
}
const overrides = compileOverrides([])
const corrector: Corrector | undefined =
  modelDir === undefined ? undefined : await openInlineOnnxCorrector({ modelDir })
const sources = loadQuerySources()
const corpora = { sources, table: channel, human: misspellingsByWord() }
const random = createRandom(Number(seed))
// the words of the dictionary's shops keep no sensible company
const sensible = openShops(true, corpora, random).filter((shop) => !shop.label.includes('dictionary'))
const shops = sensible.map((shop) => {
  const view = createView(shop.index, createLiveNames())
  const index: CatalogIndex = {
    search: async (spans, options) => view.search(spans, options),
    counts: async (forms) => view.counts(forms),
    info: async () => view.info(),
    upsert: async () => undefined,
    remove: async () => undefined,
    close: async () => undefined,
  }
  return { shop, index }
})

const fail = (error: unknown) => {
  throw error
}
const lines: string[] = []
while (lines.length < Number(count)) {
  const { shop, index } = random.pick(shops)
  const clean = random.chance(0.5)
  const drawn = drawQuery(shop, sources, random, clean ? [0.5, 0.27, 0.13, 0.1] : [0.8, 0.04, 0.1, 0.06])
  if (!drawn) continue
  const right = drawn.terms.join(' ')
  const typed = clean
    ? { text: right, kind: 'clean' }
    : misspellQuery(drawn.terms, noiseFacts(shop, corpora, random), random, drawn.brandAt)
  if (!typed) continue
  const query = parseQuery(typed.text)
  if (query.terms.every((term) => term.frozen) || query.terms.length > 12) continue
  const lookup = await lookUp(query, index, knowledge, shop.index.header.products, undefined)
  const context = selectContext(lookup.spans, lookup.hits, 4 + random.below(9))
  const judgement = corrector
    ? await settle(query, lookup, context, [], undefined, { corrector, knowledge, overrides, failed: fail })
    : await judge(query, lookup, lookup.candidates, [], knowledge, overrides, undefined)
  if (corrector && !judgement.scored) continue
  const { judged } = judgement
  lines.push(
    JSON.stringify({
      slice: `${typed.kind}_${drawn.source}`,
      gold: judged.findIndex((entry) => entry.candidate.text === right),
      typed: judged.findIndex((entry) => entry.candidate.text === query.text),
      features: judged.map((entry) => entry.features.map((value) => Math.round(value * 1e4) / 1e4)),
    }),
  )
}
writeFileSync(out, lines.join('\n') + '\n')
console.log(`${lines.length} judgements`)
await corrector?.close()
