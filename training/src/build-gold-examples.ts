import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { collectGold, type GoldArgument, goldFiles, readGoldSets } from '../../src/main/gold-files.ts'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { goldExamples } from './gold-examples.ts'

// Writes gold files as examples for `train.py --measure`: what people typed, to measure on while training, never to train on.
// usage: tsx training/src/build-gold-examples.ts OUT.jsonl.gz --catalog FEED [--limit QUERIES_A_FILE] GOLD[@without=WORDS] ...

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { catalog: { type: 'string', default: 'catalog/sample.tsv' }, limit: { type: 'string' } },
})
const [out, ...given] = positionals
if (out === undefined || given.length === 0) {
  console.error('give OUT.jsonl.gz and at least one gold file')
  process.exit(2)
}
const files = given.reduce<readonly GoldArgument[]>((before, value) => collectGold(value, before), [])
const limit = values.limit === undefined ? undefined : Number(values.limit)
const sets = await readGoldSets(await goldFiles(files), { limit })
const examples = await goldExamples(sets, values.catalog, loadKnowledge('models'))
writeFileSync(out, gzipSync(examples.map((example) => JSON.stringify(example)).join('\n') + '\n'))
console.log(`${examples.length} examples of ${sets.length} sets`)
