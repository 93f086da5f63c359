import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeBackground } from '../../src/speller/background.ts'
import { normalise } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'

// Writes models/background.bin: Zipf frequencies of words and of brand names, hashed.

const zipf = new Map<string, number>()
const put = (word: string, value: number) => {
  if (/^[\p{L}]{2,}$/u.test(word)) zipf.set(word, Math.max(zipf.get(word) ?? 0, value))
}
for (const [word, frequency] of tsv(join(corpusDir, 'freq_wordfreq.tsv')))
  for (const term of normalise(word!).split(' ')) put(term, Math.log10(Number(frequency) * 1e9))
// a misspelled word is frequent on the web too: a list without running frequencies near it may not lift it above 3
const counts = tsv(join(corpusDir, 'freq_symspell.tsv')).map(([word, count]) => [normalise(word!), Number(count)] as const)
const total = counts.reduce((sum, [, count]) => sum + count, 0)
for (const [word, count] of counts) put(word, Math.log10((count / total) * 1e9))
for (const [brand] of tsv(join(corpusDir, 'brands.tsv'))) for (const term of normalise(brand!).split(' ')) put(term, 1)
const file = encodeBackground(zipf)
writeFileSync(process.argv[2] ?? 'models/background.bin', file)
console.log(`${zipf.size} words, ${file.byteLength} bytes`)
