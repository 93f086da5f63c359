import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatProjection, projectionFile } from '../../src/adapters/corrector/name-vectors.ts'
import { statesOf } from '../../src/adapters/corrector/onnx-names.ts'
import { openOnnxNameStates } from '../../src/adapters/corrector/onnx-session.ts'
import { clip, maxNameBytes } from '../../src/adapters/corrector/tokens.ts'
import { createNameCollector } from '../../src/ingest/names.ts'
import { untrainedKnowledge } from './channel-knowledge.ts'
import { misspellingsByWord } from './corpora.ts'
import { createScatter, fitProjection } from './fit-projection.ts'
import { misspell } from './misspell.ts'
import { createRandom } from './random.ts'
import { trainingProducts } from './shops.ts'

// Learns the projection of the late-interaction retriever: which directions of the name encoder's states tell names apart and
// outlast a misspelling. Writes <model>/name-projection.json. Seeded:
//
//   npx tsx training/src/learn-name-projection.ts [MODEL] [DIMENSION] [NAMES]

const [modelDir = 'models', dimension = '32', wanted = '6000'] = process.argv.slice(2)
const batchSize = 64
const random = createRandom(41)
const model = await openOnnxNameStates(modelDir)
const { channel } = untrainedKnowledge()
const human = misspellingsByWord()

const collector = createNameCollector()
for (const products of trainingProducts().values())
  for (const product of products) if (random.chance(0.2)) collector.add(product)
const { names } = collector.finish()

const pairs: [name: string, typed: string][] = []
while (pairs.length < Number(wanted)) {
  const terms = random.pick(names).form.split(' ')
  const at = random.below(terms.length)
  if (!/^[a-z]{4,}$/.test(terms[at]!)) continue
  const typed = misspell(terms[at]!, channel, human, random)
  if (typed !== terms[at]) pairs.push([terms.join(' '), terms.with(at, typed).join(' ')])
}

const scatter = createScatter(model.d)
for (let at = 0; at < pairs.length; at += batchSize) {
  const batch = pairs.slice(at, at + batchSize)
  const states = await statesOf(model, batch.flat())
  batch.forEach(([name, typed], i) =>
    scatter.add(clip(name, maxNameBytes), states[2 * i]!, clip(typed, maxNameBytes), states[2 * i + 1]!),
  )
}
const mean = scatter.mean()
const matrix = fitProjection(scatter, Number(dimension))
writeFileSync(
  join(modelDir, projectionFile),
  formatProjection({ encoder: model.id, dimension: Number(dimension), mean, matrix }),
)
console.log(`${names.length} names, ${pairs.length} pairs, ${dimension} of ${model.d} numbers`)
await model.close()
