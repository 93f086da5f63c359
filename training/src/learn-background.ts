import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBackground } from '../../src/speller/background.ts'
import { learnLetters } from '../../src/speller/letters.ts'
import { normalise } from '../../src/speller/normalise.ts'
import { misspellingKey, misspellingsKey, waysPerUnit } from '../../src/speller/knowledge.ts'
import { brandWords } from './brand-words.ts'
import { corpusDir, humanMisspellings, misspellingsByWord, tsv } from './corpora.ts'

// Writes models/background.bin, Zipf frequencies of words and of brand names, and models/misspellings.bin, both hashed; and
// models/letters.bin, which letters usually follow which.

/** Words that are drawn out ("sooo"); no word has a letter three times in a row, but numerals ("viii") and names of one letter ("aaa") do. */
const isDrawnOut = (word: string) => /(.)\1\1/u.test(word) && !/^(?:(.)\1*|[ivxlcdm]+)$/u.test(word)

const zipf = new Map<string, number>()
const put = (word: string, value: number) => {
  if (/^[\p{L}]{2,}$/u.test(word) && !isDrawnOut(word)) zipf.set(word, Math.max(zipf.get(word) ?? 0, value))
}
for (const [word, frequency] of tsv(join(corpusDir, 'freq_wordfreq.tsv')))
  for (const term of normalise(word!).split(' ')) put(term, Math.log10(Number(frequency) * 1e9))
// a misspelled word is frequent on the web too: a list without running frequencies near it may not lift it above 3
const counts = tsv(join(corpusDir, 'freq_symspell.tsv')).map(
  ([word, count]) => [normalise(word!), Number(count)] as const,
)
const total = counts.reduce((sum, [, count]) => sum + count, 0)
for (const [word, count] of counts) put(word, Math.log10((count / total) * 1e9))
for (const [brand] of tsv(join(corpusDir, 'brands.tsv'))) for (const term of normalise(brand!).split(' ')) put(term, 1)
const file = encodeBackground(zipf)
writeFileSync('models/background.bin', file)
// what looks usual: words of the language, and names of brands
const usualWords = counts.slice(0, 60_000).map(([word]) => word)
writeFileSync('models/letters.bin', learnLetters([...usualWords, ...brandWords('all')]))
const pairs = humanMisspellings()
const ways = [...misspellingsByWord()].map(([right, wrongs]): [string, number] => [
  misspellingsKey(right),
  wrongs.length / waysPerUnit,
])
const known = pairs.map(([wrong, right]): [string, number] => [misspellingKey(right, wrong), 1])
writeFileSync('models/misspellings.bin', encodeBackground(new Map([...known, ...ways])))
console.log(`${zipf.size} words, ${pairs.length} misspellings`)
