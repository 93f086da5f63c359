import { writeFileSync } from 'node:fs'
import { learnTable } from './learn-table.ts'
import { misspellingPairs } from './misspelling-pairs.ts'

// Learns from human misspellings how people mistype, and writes models/channel.json: costs in nats.

const pairs = misspellingPairs()
const table = learnTable(pairs, true)
writeFileSync('models/channel.json', JSON.stringify(table) + '\n')
console.log(`${pairs.length} misspellings, first letter ${table.firstLetter}, ${Object.keys(table.rules!).length} runs`)
