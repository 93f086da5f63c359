import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bucketOf } from '../../src/adapters/corrector/tokens.ts'
import { buildIndex } from '../../src/adapters/catalog-index/embedded-build.ts'
import { openIndexFile } from '../../src/adapters/catalog-index/embedded-search.ts'
import { channelCost } from '../../src/speller/channel.ts'
import { normalise } from '../../src/speller/normalise.ts'
import type { Hit, Name } from '../../src/speller/types.ts'
import { brandWords } from './brand-words.ts'
import { untrainedKnowledge } from './channel-knowledge.ts'
import { corpusDir, tsv } from './corpora.ts'
import { misspellingPairs } from './misspelling-pairs.ts'

// Words that are no words of the language and lie within 2 edits of one: names, which a speller must leave alone, and
// misspellings. Writes them for `leave_alone.py`, one a line, with what the noisy channel knows of each:
// npx tsx training/src/leave-alone-words.ts OUT [SHOP], where SHOP holds misspelled.tsv and uncarried_words.tsv of a shop, to measure on.

const rivals = 8
const countWeight = 0.8
const { channel, coinages, letters } = untrainedKnowledge()
const isWord = (word: string) => /^[a-z]{4,24}$/.test(word)

const language: Name[] = tsv(join(corpusDir, 'freq_symspell.tsv'))
  .slice(0, 50_000)
  .filter(([word]) => /^[a-z]{3,}$/.test(word!))
  .map(([word, count]) => ({
    text: word!,
    form: word!,
    kind: 'term',
    count: Math.max(1, Math.round(Number(count) / 1e4)),
  }))
const known = new Set(language.map(({ form }) => form))
const index = openIndexFile(buildIndex('words', language, [], 1))

/** What is known of a word and its best rival, the word of the language that it most likely is a slip of; undefined without a rival. */
function described(word: string) {
  const hits = index.search(word, 64, undefined).filter(({ edits }) => edits > 0 && edits <= 2)
  const scoreOf = ({ name }: Hit) => countWeight * Math.log(name.count + 1) - channelCost(channel, name.form, word)
  const ranked = hits.map((hit) => ({ hit, score: scoreOf(hit) })).sort((a, b) => b.score - a.score)
  const best = ranked[0]?.hit
  if (!best) return undefined
  const rival = best.name.form
  const [typed, meant] = [letters.surprise(word), letters.surprise(rival)]
  const cost = channelCost(channel, rival, word)
  const coinage = channelCost(coinages, rival, word)
  return {
    names: ranked.slice(0, rivals).map(({ hit }) => ['t', bucketOf(hit.name.count), hit.name.form]),
    channel: { cost, edits: best.edits, count: Math.log(best.name.count), rivals: ranked.length, length: word.length },
    novelty: { mean: typed.mean, most: typed.most, gain: typed.mean - meant.mean, coinage, coined: cost - coinage },
  }
}

function rows(set: string, names: readonly string[], slips: readonly string[]): string[] {
  const misspelled = new Set(slips)
  const both = new Set(names.filter((name) => misspelled.has(name)))
  return [[names, 'name'] as const, [slips, 'slip'] as const].flatMap(([words, kind]) =>
    [...new Set(words)]
      .filter((word) => isWord(word) && !known.has(word) && !both.has(word))
      .flatMap((word) => {
        const found = described(word)
        return found ? [JSON.stringify({ word, kind, set, ...found })] : []
      }),
  )
}

/** Terms of misspelled queries that their golds lack. */
function misspelledTerms(file: string): string[] {
  return tsv(file)
    .filter(([, , kind]) => kind === 'spelling_word')
    .flatMap(([query, gold]) => {
      const right = new Set(normalise(gold!).split(' '))
      return normalise(query!)
        .split(' ')
        .filter((term) => !right.has(term))
    })
}

const [out, shop] = process.argv.slice(2)
if (out === undefined) throw new Error('Usage: npx tsx training/src/leave-alone-words.ts OUT [SHOP]')
const slips = misspellingPairs(['misspell_toefl', 'misspell_wikipedia']).map(({ typed }) => typed)
const lines = rows('training', brandWords('all'), slips)
if (shop !== undefined) {
  const carriedNot = tsv(join(shop, 'uncarried_words.tsv')).map(([word]) => normalise(word!))
  lines.push(...rows('shop', carriedNot, misspelledTerms(join(shop, 'misspelled.tsv'))))
}
writeFileSync(out, lines.join('\n') + '\n')
const count = (set: string, kind: string) =>
  lines.filter((line) => line.includes(`"kind":"${kind}","set":"${set}"`)).length
for (const set of ['training', 'shop']) console.log(`${set}: ${count(set, 'name')} names, ${count(set, 'slip')} slips`)
