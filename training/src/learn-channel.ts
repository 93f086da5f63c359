import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { learnTable } from './learn-table.ts'
import { misspellingPairs } from './misspelling-pairs.ts'
import { repairPairs } from './repair-pairs.ts'

// Learns from human misspellings how people mistype, and writes models/channel.json: costs in nats.
// npx tsx training/src/learn-channel.ts [--repairs logs/repairs.tsv] [--out models/channel.json]

const { repairs, out } = parseArgs({
  options: { repairs: { type: 'string' }, out: { type: 'string', default: 'models/channel.json' } },
}).values
const lists = misspellingPairs()
const repaired = repairs === undefined ? [] : repairPairs(repairs, lists)
const table = learnTable([...lists, ...repaired], true)
writeFileSync(out, JSON.stringify(table) + '\n')
const runs = Object.keys(table.rules!).length
console.log(`${lists.length} misspellings, ${repaired.length} repairs, first letter ${table.firstLetter}, ${runs} runs`)
