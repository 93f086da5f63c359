import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordTable } from '../../src/main/word-tables.ts'
import { encodeBackground } from '../../src/speller/background.ts'
import { normalise } from '../../src/speller/normalise.ts'
import { tsv } from './corpora.ts'

// Writes models/languages/*.bin, hashed Zipf frequencies of the most frequent words of languages, and models/languages.json, which lists
// them with what they were learned from. Arguments: a folder of lists as language_words.py prints them, then the languages.

/** As many as fill a table. */
const mostWords = 194_000

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function learn(path: string): { readonly zipfOf: ReadonlyMap<string, number>; least: number } {
  const zipfOf = new Map<string, number>()
  let least = 0
  for (const [word, frequency] of tsv(path)) {
    const zipf = Math.log10(Number(frequency) * 1e9)
    for (const term of normalise(word!).split(' ')) {
      if (!/^\p{L}{2,}$/u.test(term) || zipfOf.has(term)) continue
      if (zipfOf.size >= mostWords) return { zipfOf, least }
      zipfOf.set(term, zipf)
      least = zipf
    }
  }
  return { zipfOf, least }
}

const [folder, ...languages] = process.argv.slice(2)
if (folder === undefined || languages.length === 0) {
  console.error('usage: learn-languages.ts FOLDER LANGUAGE…, where FOLDER holds de.tsv for de')
  process.exit(2)
}
mkdirSync('models/languages', { recursive: true })
const listed: Record<string, object> = {}
for (const language of languages.sort()) {
  const path = join(folder, `${language}.tsv`)
  const { zipfOf, least } = learn(path)
  const table = encodeBackground(zipfOf)
  writeFileSync(join('models', wordTable(language)), table)
  const source = { name: 'wordfreq 3.1.1, large', sha256: sha256(readFileSync(path)) }
  listed[language] = { words: zipfOf.size, leastZipf: Number(least.toFixed(2)), source, sha256: sha256(table) }
  console.log(`${language}: ${zipfOf.size} words, ${table.length} bytes`)
}
writeFileSync('models/languages.json', `${JSON.stringify(listed, null, 2)}\n`)
