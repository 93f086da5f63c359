import { join } from 'node:path'
import { buildIndex } from '../../src/adapters/catalog-index/embedded-build.ts'
import { openIndexFile } from '../../src/adapters/catalog-index/embedded-search.ts'
import { channelCost, type ChannelTable } from '../../src/speller/channel.ts'
import { fnv1a } from '../../src/speller/hash.ts'
import type { Name } from '../../src/speller/types.ts'
import { corpusDir, tsv } from './corpora.ts'
import { misspellingPairs } from './misspelling-pairs.ts'
import { learnTable } from './learn-table.ts'

// How well does the channel find the right word? Learns from nine words in ten, asks for the misspellings of the tenth, every
// word of the language within 2 edits as a rival, and prints how often the right one comes first, and its negative
// log-likelihood in nats. With rules for runs of letters, and without.

/** Weight of the logarithm of a word's count against the channel. */
const countWeight = 0.8
const rivals = 64
const isLeftOut = (word: string) => fnv1a(word) % 10 === 0

const words: Name[] = tsv(join(corpusDir, 'freq_symspell.tsv'))
  .filter(([word]) => /^[a-z]{2,}$/.test(word!))
  .map(([word, count]) => ({
    text: word!,
    form: word!,
    kind: 'term',
    count: Math.max(1, Math.round(Number(count) / 1e4)),
  }))
const index = openIndexFile(buildIndex('words', words, [], 1))
const learned = learnTable(
  misspellingPairs().filter(({ intended }) => !isLeftOut(intended)),
  true,
)
const asked = misspellingPairs(['misspell_toefl', 'misspell_wikipedia']).filter(
  ({ typed, intended }) => typed !== intended && isLeftOut(intended) && index.count(intended) > 0,
)

function check(table: ChannelTable): { first: number; nats: number } {
  let first = 0
  let nats = 0
  for (const { typed, intended } of asked) {
    const hits = index.search(typed, rivals, undefined).filter((hit) => hit.name.form !== typed)
    const scores = hits.map(({ name }) => countWeight * Math.log(name.count + 1) - channelCost(table, name.form, typed))
    const right = scores[hits.findIndex(({ name }) => name.form === intended)]
    const best = Math.max(...scores)
    // a word that is not among the rivals counts as 10 nats
    if (right === undefined) nats += 10
    else nats += best - right + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - best), 0))
    if (right === best) first++
  }
  return { first: first / asked.length, nats: nats / asked.length }
}

for (const [label, table] of [
  ['single edits', { ...learned, rules: {} }],
  ['and runs of letters', learned],
] as const) {
  const { first, nats } = check(table)
  console.log(`${label}: right word first ${(first * 100).toFixed(1)} %, ${nats.toFixed(3)} nats (n = ${asked.length})`)
}
