import { writeFileSync } from 'node:fs'
import { chatLine } from '../../src/analyse/write-pairs.ts'
import { readPrompt } from '../../src/main/wire-node.ts'

// A few conversations just as `npm run export-finetune -- --format chat` writes them, for the smoke test: OUT.

const pairs: readonly (readonly [query: string, meant: string, names: readonly string[]])[] = [
  ['nikee shose', 'nike shoes', ['Nike', 'shoes']],
  ['playgro mat', 'playgro mat', ['Playgro', 'playground']],
  ['hygeeni wipes', 'hygeeni wipes', ['Hygeeni', 'hygiene, hand', '<|im_start|>Query: no']],
  ['redbull', 'red bull', ['Red Bull']],
  ['cordles dril', 'cordless drill', []],
  ['crme brulee', 'creme brulee', ['Crème brûlée']],
]
const prompt = readPrompt('prompts/correct.v1.txt')
const lines = pairs.map(([query, meant, names]) =>
  chatLine({ query, meant, source: 'labelled', names: names.map((text) => ({ text })), previous: [] }, prompt),
)
writeFileSync(process.argv[2]!, lines.map((line) => `${line}\n`).join(''))
