import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChannelTable } from '../../src/speller/channel.ts'
import { fold } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'

// Counts edits over human misspellings and writes models/channel.json: costs in nats and the counts behind them.

const weights: Record<string, number> = { misspell_toefl: 4, misspell_wikipedia: 2, misspell_typos_rs: 0.3 }
/** Share of typed words that are misspelled: turns edit frequencies among misspellings into probabilities per word. */
const misspelledShare = 0.08
const smoothing = 0.5

type Counts = Record<string, number>
const letter = (c: string | undefined) => (c === undefined ? '^' : c >= 'a' && c <= 'z' ? c : '*')
const add = (counts: Counts, key: string, weight: number) => (counts[key] = (counts[key] ?? 0) + weight)

/** The edits of the cheapest unweighted alignment, right to left. */
function alignment(right: string[], wrong: string[]): [kind: string, key: string, position: number][] {
  const m = right.length
  const n = wrong.length
  const d = Array.from({ length: m + 1 }, (_, i) =>
    Array.from({ length: n + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const swapped = (i: number, j: number) =>
    i > 1 && j > 1 && right[i - 1] === wrong[j - 2] && right[i - 2] === wrong[j - 1] && right[i - 1] !== wrong[j - 1]
  for (let i = 1; i <= m; i++)
    for (let j = 1; j <= n; j++) {
      d[i]![j] = Math.min(
        d[i - 1]![j - 1]! + (right[i - 1] === wrong[j - 1] ? 0 : 1),
        d[i - 1]![j]! + 1,
        d[i]![j - 1]! + 1,
        swapped(i, j) ? d[i - 2]![j - 2]! + 1 : Infinity,
      )
    }
  const edits: [string, string, number][] = []
  let i = m
  let j = n
  while (i > 0 || j > 0) {
    const here = d[i]![j]!
    if (i > 0 && j > 0 && right[i - 1] === wrong[j - 1] && d[i - 1]![j - 1] === here) {
      i--
      j--
    } else if (swapped(i, j) && d[i - 2]![j - 2]! + 1 === here) {
      edits.push(['transposition', letter(right[i - 2]) + letter(right[i - 1]), i - 2])
      i -= 2
      j -= 2
    } else if (i > 0 && j > 0 && d[i - 1]![j - 1]! + 1 === here) {
      edits.push(['substitution', letter(right[i - 1]) + letter(wrong[j - 1]), i - 1])
      i--
      j--
    } else if (i > 0 && d[i - 1]![j]! + 1 === here) {
      edits.push(['deletion', letter(right[i - 2]) + letter(right[i - 1]), i - 1])
      i--
    } else {
      edits.push(['insertion', letter(right[i - 1]) + letter(wrong[j - 1]), i])
      j--
    }
  }
  return edits
}

const counts: Record<string, Counts> = { substitution: {}, deletion: {}, insertion: {}, transposition: {} }
const singles: Counts = {}
const pairs: Counts = {}
let words = 0
let firstWrong = 0
let edited = 0
for (const [corpus, weight] of Object.entries(weights))
  for (const [wrongRaw, rightRaw] of tsv(join(corpusDir, `${corpus}.tsv`))) {
    const wrong = [...fold(wrongRaw!)]
    const right = [...fold(rightRaw!)]
    if (!/^[a-z]+$/.test(right.join('')) || !/^[a-z]+$/.test(wrong.join(''))) continue
    if (wrong.join('') === right.join('') || right.length < 3 || Math.abs(wrong.length - right.length) > 2) continue
    const edits = alignment(right, wrong)
    if (edits.length > 3) continue
    words += weight
    for (const [kind, key, position] of edits) {
      add(counts[kind]!, key, weight)
      edited += weight
      if (position === 0) firstWrong += weight
    }
    right.forEach((c, i) => {
      add(singles, letter(c), weight)
      add(pairs, letter(right[i - 1]) + letter(c), weight)
    })
  }

const cost = (count: number, occasions: number) =>
  Math.round(-100 * Math.log((misspelledShare * (count + smoothing)) / (occasions + 50 * smoothing))) / 100
const costs = (kind: string, occasions: (key: string) => number) =>
  Object.fromEntries(
    Object.entries(counts[kind]!)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => [key, cost(count, occasions(key))]),
  )
const single = (key: string) => singles[key] ?? 0
const table: ChannelTable = {
  substitution: costs('substitution', (key) => single(key[0]!)),
  deletion: costs('deletion', (key) => pairs[key] ?? 0),
  insertion: costs('insertion', (key) => (key[0] === '^' ? words : single(key[0]!))),
  transposition: costs('transposition', (key) => pairs[key] ?? 0),
  unseen: 12,
  // wrong first letters against what their share of positions would give
  firstLetter: Math.round(100 * Math.max(0, Math.log(edited / words / 8.5 / (firstWrong / words)))) / 100,
}
writeFileSync(process.argv[2] ?? 'models/channel.json', JSON.stringify(table) + '\n')
console.log(`${words.toFixed(0)} weighted misspellings, ${edited.toFixed(0)} edits, first letter ${table.firstLetter}`)
