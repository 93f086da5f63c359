import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { basename } from 'node:path'
import { chatLine } from '../../src/analyse/write-pairs.ts'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { checkPrompt } from '../../src/speller/prompt.ts'
import { misspellingsByWord } from './corpora.ts'
import { openShops } from './made-up-shops.ts'
import { namesNear } from './names-near.ts'
import { remembered } from '../../src/speller/remembered.ts'
import { catalogOf } from './shop-catalog.ts'
import { loadQuerySources } from './queries.ts'
import { createRandom } from './random.ts'
import { drawTyped, type QueryMix } from './typed-queries.ts'

// Writes conversations for training/lora/fit.py from made-up shops, with the project's own retriever in the loop: for shops whose
// log holds few opinions yet. Lines as `npm run export-finetune -- --format chat` writes them; half of the queries are right.
// usage: tsx training/src/build-conversations.ts OUT COUNT [SEED] [PROMPT]

const [out = 'training/out/conversations.jsonl', count = '5000', seed = '7', promptFile = 'prompts/correct.v1.txt'] =
  process.argv.slice(2)
/** Names in a question, at most: as many as are served by default. */
const served = 8
const mix: QueryMix = { cleanShare: 0.5, clean: [0.6, 0.18, 0.12, 0.1], misspelled: [0.76, 0.06, 0.1, 0.08] }

const prompt = checkPrompt({ id: basename(promptFile, '.txt'), body: readFileSync(promptFile, 'utf8').trimEnd() })
const table = JSON.parse(readFileSync('models/channel.json', 'utf8')) as ChannelTable
const corpora = { sources: loadQuerySources(), table, human: misspellingsByWord() }
const catalogs = remembered(catalogOf)
const random = createRandom(Number(seed))
// a language model knows words by the company they keep, which the dictionary's shops lack
const shops = openShops(false, corpora, random).filter((shop) => !shop.label.includes('dictionary'))

const file = createWriteStream(out)
for (let written = 0; written < Number(count);) {
  const shop = random.pick(shops)
  const drawn = drawTyped(shop, corpora, mix, random)
  if (!drawn) continue
  const names = await namesNear(catalogs(shop), drawn.typed, table, served)
  const line = chatLine({ query: drawn.typed, meant: drawn.right, names }, prompt)
  if (!file.write(`${line}\n`)) await once(file, 'drain')
  written++
}
file.end()
await finished(file)
