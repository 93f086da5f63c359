import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fnv1a } from '../../src/speller/hash.ts'
import { fold } from '../../src/speller/normalise.ts'
import { corpusDir, tsv } from './corpora.ts'
import { learnTable, type WeightedPair } from './learn-table.ts'

// Learns from human misspellings how people mistype, and writes models/channel.json: costs in nats.
// usage: tsx training/src/learn-channel.ts [OUT] [LEAVE_OUT]   one word in LEAVE_OUT is not learned from, for checks

/** TOEFL-Spell holds whole essays, so its frequencies are real; the lists hold each misspelling once. */
const weights: Record<string, number> = { misspell_toefl: 4, misspell_wikipedia: 2, misspell_typos_rs: 0.3 }
const [out = 'models/channel.json', leaveOut] = process.argv.slice(2)

const pairs = Object.entries(weights).flatMap(([corpus, weight]) =>
  tsv(join(corpusDir, `${corpus}.tsv`))
    .map(([wrong, right]): WeightedPair => ({ typed: fold(wrong!), intended: fold(right!), weight }))
    .filter(({ typed, intended }) => /^[a-z]+$/.test(typed) && /^[a-z]+$/.test(intended))
    .filter(({ intended }) => leaveOut === undefined || fnv1a(intended) % Number(leaveOut) !== 0),
)
const table = learnTable(pairs, true)
writeFileSync(out, JSON.stringify(table) + '\n')
console.log(`${pairs.length} misspellings, first letter ${table.firstLetter}, ${Object.keys(table.rules!).length} runs`)
