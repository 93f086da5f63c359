import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { fnv1a } from '../../src/speller/hash.ts'
import { fold } from '../../src/speller/normalise.ts'
import { alignment } from './aligned-edits.ts'
import { corpusDir, misspellingsByWord, tsv } from './corpora.ts'
import { divergence, entropy, type Shares, sharesOf } from './distributions.ts'
import { keyNeighbours } from './keyboard.ts'
import { misspell, type Misspellings } from './misspell.ts'
import { createRandom } from './random.ts'

// Compares made-up misspellings with people's own, edit by edit, and prints a table in Markdown.
// usage: tsx training/src/noise-profile.ts [OUT]

type Pair = readonly [right: string, wrong: string]

const [out] = process.argv.slice(2)
const table = JSON.parse(readFileSync('models/channel.json', 'utf8')) as ChannelTable
const corpora = ['misspell_toefl', 'misspell_wikipedia', 'misspell_typos_rs'] as const
const pairsOf = (corpus: string): Pair[] =>
  tsv(join(corpusDir, `${corpus}.tsv`))
    .map(([wrong, right]): Pair => [fold(right!), fold(wrong!)])
    .filter(([right, wrong]) => right !== wrong && /^[a-z]{3,}$/.test(right) && /^[a-z]{2,}$/.test(wrong))

/** The same words, misspelled by the noise model, without people's own misspellings or with them. */
function made(words: readonly string[], human: Misspellings): Pair[] {
  const random = createRandom(17)
  return words.flatMap((word): Pair[] => {
    const typed = misspell(word, table, human, random)
    return typed === word ? [] : [[word, typed]]
  })
}

const edits = ([right, wrong]: Pair) => alignment([...right], [...wrong])
const place = (at: number, length: number) => (at === 0 ? 'first letter' : at >= length - 1 ? 'end' : 'inside')

const profiles: readonly (readonly [title: string, of: (pair: Pair) => readonly string[]])[] = [
  ['edits in a word', (pair) => [String(Math.min(3, edits(pair).length)).replace('3', '3 and more')]],
  ['kind', (pair) => edits(pair).map((edit) => edit.kind)],
  ['place', (pair) => edits(pair).map((edit) => place(edit.from, pair[0].length))],
  [
    'substituted by',
    ([right, wrong]) =>
      edits([right, wrong])
        .filter((edit) => edit.kind === 'substitution')
        .map(({ from, typedFrom }) => {
          const [a, b] = [right[from]!, wrong[typedFrom]!]
          if (/[aeiouy]/.test(a) && /[aeiouy]/.test(b)) return 'vowel for vowel'
          return keyNeighbours.get(a)?.includes(b) ? 'key beside' : 'other'
        }),
  ],
  [
    'inserted',
    ([right, wrong]) =>
      edits([right, wrong])
        .filter((edit) => edit.kind === 'insertion')
        .map(({ typedFrom: at }) =>
          wrong[at] === wrong[at - 1] || wrong[at] === wrong[at + 1] ? 'doubled letter' : 'other letter',
        ),
  ],
  [
    'left out',
    ([right, wrong]) =>
      edits([right, wrong])
        .filter((edit) => edit.kind === 'deletion')
        .map(({ from: at }) =>
          right[at] === right[at - 1] || right[at] === right[at + 1]
            ? 'one of two'
            : /[aeiouy]/.test(right[at]!)
              ? 'vowel'
              : 'consonant',
        ),
  ],
]

/** Mean entropy, in bits, of so many draws of one word's misspellings, over words that have as many. */
function diversity(pairs: readonly Pair[], draws: number): number {
  const byWord = new Map<string, string[]>()
  for (const [right, wrong] of pairs) byWord.set(right, [...(byWord.get(right) ?? []), wrong])
  const entropies = [...byWord.values()]
    .filter((wrongs) => wrongs.length >= draws)
    .map((wrongs) => entropy(sharesOf(wrongs.slice(0, draws))))
  return entropies.reduce((sum, bits) => sum + bits, 0) / entropies.length
}

const human = misspellingsByWord()
const people = corpora.map((corpus) => [corpus, pairsOf(corpus)] as const)
const toefl = people[0]![1]
const words = toefl.map(([right]) => right)
const systems: readonly (readonly [string, readonly Pair[]])[] = [
  ...people,
  ['noise', made(words, new Map())],
  ['noise with own', made(words, human)],
]
const percent = (share: number | undefined) => ((share ?? 0) * 100).toFixed(1)
const lines = [
  '# How like people does the noise misspell?',
  '',
  'Made by `npx tsx training/src/noise-profile.ts docs/noise.md`. Shares in percent; words of TOEFL-Spell, once for each time',
  'that somebody misspelled one. `noise` is the noise model alone, `noise with own` as the training examples have it, a third',
  'taken from lists of misspellings. The last line of a part is the Jensen-Shannon divergence from TOEFL-Spell, in bits (0: the',
  'same; 1: nothing in common), with that of one half of TOEFL-Spell from the other for comparison.',
]
for (const [title, of] of profiles) {
  const shares = systems.map(([, pairs]): Shares => sharesOf(pairs.flatMap(of)))
  const half = (part: number) => sharesOf(toefl.filter(([right]) => fnv1a(right) % 2 === part).flatMap(of))
  lines.push('', `| ${title} | ${systems.map(([name]) => name.replace('misspell_', '')).join(' | ')} |`)
  lines.push(`| --- | ${systems.map(() => '---:').join(' | ')} |`)
  for (const key of [...new Set(shares.flatMap((share) => [...share.keys()]))].sort())
    lines.push(`| ${key} | ${shares.map((share) => percent(share.get(key))).join(' | ')} |`)
  const from = (share: Shares, s: number) => (s === 0 ? divergence(half(0), half(1)) : divergence(shares[0]!, share))
  lines.push(`| divergence | ${shares.map((share, s) => from(share, s).toFixed(4)).join(' | ')} |`)
}
const draws = 6
lines.push(
  '',
  `How diverse: mean entropy in bits of ${draws} misspellings of one word (at most ${Math.log2(draws).toFixed(2)}): ` +
    systems
      .filter(([name]) => name !== 'misspell_wikipedia')
      .map(([name, pairs]) => `${name.replace('misspell_', '')} ${diversity(pairs, draws).toFixed(2)}`)
      .join(', ') +
    '.',
)
const text = lines.join('\n') + '\n'
if (out === undefined) console.log(text)
else writeFileSync(out, text)
