import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nameOf } from './contract.ts'
import { appendChange, followLive } from './live-log.ts'
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
    await appendChange(file, upsert('Zorb'))
    const live = log.read()
    await appendChange(file, upsert('Hygeeni', 'Velbo'))
    await appendChange(file, { op: 'remove', forms: ['zorb'], generation: 'g1' })
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

  it('names the broken line, also when it came later', () => {
    const log = followLive(file, 'g1')
    writeFileSync(file, lineOf(upsert('Zorb')))
    log.read()
    appendFileSync(file, lineOf(upsert('Velbo')) + '{"op":"upsert"}\n')
    expect(() => log.read()).toThrow(`${file}:3 is not a change of names`)
  })
})

describe('appendChange', () => {
  it('drops what a crash cut off', async () => {
    writeFileSync(file, lineOf(upsert('Zorb')) + '{"op":"ups')
    await appendChange(file, upsert('Velbo'))
    expect(readFileSync(file, 'utf8')).toBe(lineOf(upsert('Zorb')) + lineOf(upsert('Velbo')))
    writeFileSync(file, '{"op":"ups')
    await appendChange(file, upsert('Velbo'))
    expect(readFileSync(file, 'utf8')).toBe(lineOf(upsert('Velbo')))
  })
})

describe('a file that cannot be used', () => {
  it('is told apart from one that is gone, and said', async () => {
    writeFileSync(file, '')
    const below = join(file, 'live.jsonl')
    const failed = { code: 'index_failed', message: expect.stringContaining(below) as string }
    await expect(appendChange(below, upsert('Zorb'))).rejects.toMatchObject(failed)
    expect(() => followLive(below, 'g1').read()).toThrow(expect.objectContaining(failed))
  })
})
