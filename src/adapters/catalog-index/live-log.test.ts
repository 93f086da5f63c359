import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { appendChange, compactLive, followLive, readLive } from './live-log.ts'
import type { LiveChange, LiveNames } from './live-names.ts'

let dir: string
let file: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-live-log-'))
  file = join(dir, 'live.jsonl')
})
afterEach(() => rmSync(dir, { recursive: true }))

const upsert = (...texts: string[]): LiveChange => ({ op: 'upsert', names: texts.map((text) => nameOf(text)) })
const lineOf = (change: LiveChange) => JSON.stringify(change) + '\n'
const formsIn = (live: LiveNames) => [...live.names.values()].map((name) => name.form)

describe('followLive', () => {
  it('reads on where it stopped', async () => {
    const log = followLive(file, 'g1')
    expect(formsIn(log.read())).toEqual([])
    await appendChange(file, () => upsert('Zorb'))
    const live = log.read()
    await appendChange(file, () => upsert('Hygeeni', 'Velbo'))
    await appendChange(file, () => ({ op: 'remove', forms: ['zorb'], generation: 'g1' }))
    expect(log.read()).toBe(live)
    expect(formsIn(live)).toEqual(['hygeeni', 'velbo'])
    expect(live.removed()).toEqual(['zorb'])
  })

  it('waits for the rest of a line, and begins anew in another file', async () => {
    const log = followLive(file, 'g1')
    const [first, second] = [lineOf(upsert('Zorb')), lineOf(upsert('Ünlü', 'Hygeeni'))]
    writeFileSync(file, first + second.slice(0, 20))
    expect(formsIn(log.read())).toEqual(['zorb'])
    appendFileSync(file, second.slice(20))
    expect(formsIn(log.read())).toEqual(['zorb', 'unlu', 'hygeeni'])
    writeFileSync(join(dir, 'other'), lineOf(upsert('Velbo')) + first + second + second)
    renameSync(join(dir, 'other'), file)
    expect(formsIn(log.read())).toEqual(['velbo', 'zorb', 'unlu', 'hygeeni'])
    rmSync(file)
    expect(formsIn(log.read())).toEqual([])
  })

  it.each([
    ['{"op":"upsert"}', 'names: '],
    ['{"op":"upsert","names":[5,null]}', 'names: 0: '],
    ['{"op":"upsert","names":[{"text":"x"}]}', 'names: 0: form: '],
    ['{"op":"upsert","names":[{"text":"x","form":"x","kind":"colour","count":1}]}', 'names: 0: kind: '],
    ['{"op":"remove","forms":[1],"generation":"g1"}', 'forms: 0: '],
    ['{"op":"remove","forms":["x"]}', 'generation: '],
    ['{"forms":["x"]}', 'op: '],
    ['[]', ''],
    ['{"op":', 'no JSON'],
  ])('names the broken line %s, also when it came later, and what is wrong with it', (line, what) => {
    const log = followLive(file, 'g1')
    writeFileSync(file, lineOf(upsert('Zorb')))
    log.read()
    appendFileSync(file, lineOf(upsert('Velbo')) + line + '\n')
    expect(() => log.read()).toThrow(
      expect.objectContaining({
        code: 'catalog_invalid',
        message: expect.stringContaining(`${file}:3 is not a change of names: ${what}`) as string,
      }),
    )
  })
})

describe('appendChange', () => {
  it('drops what a crash cut off', async () => {
    writeFileSync(file, lineOf(upsert('Zorb')) + '{"op":"ups')
    await appendChange(file, () => upsert('Velbo'))
    expect(readFileSync(file, 'utf8')).toBe(lineOf(upsert('Zorb')) + lineOf(upsert('Velbo')))
    writeFileSync(file, '{"op":"ups')
    await appendChange(file, () => upsert('Velbo'))
    expect(readFileSync(file, 'utf8')).toBe(lineOf(upsert('Velbo')))
  })
})

describe('compactLive', () => {
  const stateOf = (live: LiveNames) => [
    [...live.names].sort(([a], [b]) => (a < b ? -1 : 1)),
    new Set(live.removed()),
    [...live.removals].filter(([, generation]) => generation >= 'g2').sort(),
  ]
  const change = fc.oneof(
    fc
      .array(fc.record({ text: fc.constantFrom('Zorb', 'Velbo', 'Nike'), count: fc.integer({ min: 1, max: 2 }) }), {
        maxLength: 3,
      })
      .map((all): LiveChange => ({ op: 'upsert', names: all.map(({ text, count }) => nameOf(text, { count })) })),
    fc
      .record({
        forms: fc.array(fc.constantFrom('zorb', 'velbo', 'nike', 'puma'), { maxLength: 2 }),
        generation: fc.constantFrom('g1', 'g2', 'g3', 'none'),
      })
      .map((given): LiveChange => ({ op: 'remove', ...given })),
  )

  it('comes to the same names in every generation that is still there, in fewer bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        writeFileSync(file, changes.map(lineOf).join(''))
        const before = statSync(file).size
        const states = () => ['g2', 'g3'].map((generation) => stateOf(readLive(file, generation)))
        const expected = states()
        await compactLive(file, 'g2')
        expect(states()).toEqual(expected)
        expect(statSync(file).size).toBeLessThanOrEqual(before)
        const once = readFileSync(file, 'utf8')
        await compactLive(file, 'g2')
        expect(readFileSync(file, 'utf8')).toBe(once)
      }),
      { numRuns: 60 },
    )
  })

  it('is followed by whoever reads on, also into a file of the same inode and greater length', async () => {
    const log = followLive(file, 'g1')
    writeFileSync(file, Array.from({ length: 9 }, () => lineOf(upsert('Zorb'))).join(''))
    expect(formsIn(log.read())).toEqual(['zorb'])
    await compactLive(file, 'g1')
    await appendChange(file, () => upsert('Velbo'))
    expect(formsIn(log.read())).toEqual(['zorb', 'velbo'])
    // in place: the system may give a file that was removed and made again the same inode
    const text = readFileSync(file, 'utf8')
    const other = text
      .replace(/"mark":"[^"]*"/, '"mark":"00000000-0000-4000-8000-000000000000"')
      .replace('Velbo', 'Xelbo')
    writeFileSync(file, other + lineOf(upsert('Hygeeni')))
    expect([...log.read().names.values()].map(({ text }) => text)).toEqual(['Zorb', 'Xelbo', 'Hygeeni'])
  })

  it('loses no change that other processes write meanwhile', async () => {
    writeFileSync(file, Array.from({ length: 40 }, () => lineOf(upsert('Zorb'))).join(''))
    const added = Array.from({ length: 12 }, (_, i) => `brand${String.fromCharCode(97 + i)}`)
    await Promise.all(
      added.flatMap((text) => [appendChange(file, () => upsert(text, text, text)), compactLive(file, 'g1')]),
    )
    expect(formsIn(readLive(file, 'g1')).sort()).toEqual([...added, 'zorb'])
  })

  it('leaves a file that is not there, and one that is broken', async () => {
    await compactLive(file, 'g1')
    writeFileSync(file, lineOf(upsert('Zorb')) + lineOf(upsert('Zorb')) + '{}\n')
    await expect(compactLive(file, 'g1')).rejects.toMatchObject({ code: 'catalog_invalid' })
    expect(readFileSync(file, 'utf8')).toMatch(/{}\n$/)
  })
})

describe('a file that cannot be used', () => {
  it('is told apart from one that is gone, and said', async () => {
    writeFileSync(file, '')
    const below = join(file, 'live.jsonl')
    const failed = { code: 'index_failed', message: expect.stringContaining(below) as string }
    await expect(appendChange(below, () => upsert('Zorb'))).rejects.toMatchObject(failed)
    expect(() => followLive(below, 'g1').read()).toThrow(expect.objectContaining(failed))
  })
})
