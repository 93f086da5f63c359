import { writeFileSync } from 'node:fs'
import { buildIndex } from '../../src/adapters/catalog-index/embedded-build.ts'
import { openIndexFile } from '../../src/adapters/catalog-index/embedded-search.ts'
import type { Name } from '../../src/speller/types.ts'
import { join } from 'node:path'
import { brandWords } from './brand-words.ts'
import { corpusDir, tsv } from './corpora.ts'
import { learnTable, type WeightedPair } from './learn-table.ts'

// Learns from brand names how they are coined: in which ways they differ from the words that they resemble. What looks
// coined is less likely a slip of the finger. Writes models/coinages.json: costs in nats, as those of the channel.

const words: Name[] = tsv(join(corpusDir, 'freq_symspell.tsv'))
  .slice(0, 50_000)
  .filter(([word]) => /^[a-z]{3,}$/.test(word!))
  .map(([word, count]) => ({
    text: word!,
    form: word!,
    kind: 'term',
    count: Math.max(1, Math.round(Number(count) / 1e4)),
  }))
const known = new Set(words.map((word) => word.form))
const index = openIndexFile(buildIndex('words', words, [], 1))
const pairs: WeightedPair[] = []
for (const typed of brandWords('learned')) {
  if (known.has(typed)) continue
  const near = index.search(typed, 8, undefined).filter((hit) => hit.edits > 0 && hit.edits <= 2)
  const closest = near.filter((hit) => hit.edits === near[0]!.edits)
  for (const hit of closest) pairs.push({ typed, intended: hit.name.form, weight: 1 / closest.length })
}
const table = learnTable(pairs, false)
writeFileSync('models/coinages.json', JSON.stringify(table) + '\n')
console.log(`${pairs.length} pairs, first letter ${table.firstLetter}, ${Object.keys(table.rules!).length} runs`)
