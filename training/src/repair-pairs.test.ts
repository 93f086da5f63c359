import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runQueryLogCommand } from '../../src/main/query-log-command.ts'
import { runLogCommand } from '../../src/main/testing/run-log-command.ts'
import { channelCost } from '../../src/speller/channel.ts'
import { learnTable } from './learn-table.ts'
import { repairPairs } from './repair-pairs.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-repairs-'))))
afterEach(() => rm(dir, { recursive: true }))

async function repairs(...rows: string[]): Promise<string> {
  const file = join(dir, 'repairs.tsv')
  await writeFile(file, ['typed\trepaired\tcount', ...rows, ''].join('\n'))
  return file
}
const lists = [{ typed: 'recieve', intended: 'receive', weight: 40 }]

describe('repairPairs', () => {
  it('reads what the query-log command writes', async () => {
    const { code } = await runLogCommand(runQueryLogCommand, ['catalog/query-log.parquet', '--out', dir])
    const pairs = repairPairs(join(dir, 'repairs.tsv'), lists)
    expect(code).toBe(0)
    expect(pairs).toContainEqual({ typed: 'blcok', intended: 'block', weight: 4 })
    expect(pairs.length).toBeGreaterThan(5)
  })

  it('weighs a repair as often as it was made, and leaves out what is not of letters', async () => {
    const file = await repairs('shose\tshoes\t3', 'Café\tcafe\t1', '42in\t43in\t9')
    expect(repairPairs(file, lists)).toEqual([
      { typed: 'shose', intended: 'shoes', weight: 12 },
      { typed: 'cafe', intended: 'cafe', weight: 4 },
    ])
  })

  it('lets all repairs weigh no more than the lists', async () => {
    const file = await repairs('shose\tshoes\t75', 'sohes\tshoes\t25')
    expect(repairPairs(file, lists).map(({ weight }) => weight)).toEqual([30, 10])
  })

  it('makes the slips of a log cheap in the channel', async () => {
    const cost = (pairs: Parameters<typeof learnTable>[0]) => channelCost(learnTable(pairs, false), 'shoes', 'shuse')
    const file = await repairs('shuse\tshoes\t9')
    expect(cost([...lists, ...repairPairs(file, lists)])).toBeLessThan(cost(lists))
  })

  it('names the line that is no repair', async () => {
    const file = await repairs('shose\tshoes\t3', 'shose\tshoes')
    expect(() => repairPairs(file, lists)).toThrow(/repairs\.tsv:3: expected typed, repaired and count/)
  })
})
