import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../config.ts'
import { watchHead } from './head-file.ts'
import { lineOf, readHead, type ReviewedEntry, writeHead } from './parse-head.ts'

const entry: ReviewedEntry = {
  review: 'accepted',
  query: 'nikee running shose',
  locale: 'en-GB',
  searches: 7,
  slow: {
    verdict: 'rewrite',
    reason: 'confident',
    confidence: 0.9,
    model: 'slow',
    changes: [
      { from: 0, to: 1, terms: ['nike'] },
      { from: 2, to: 3, terms: ['shoes'] },
    ],
  },
  fast: { verdict: 'keep', reason: 'unchanged', confidence: 0.6, model: 'fast', changes: [] },
  catalog: 'generation-1',
  near: ['brand nike'],
  grounds: ['running'],
}
const other: ReviewedEntry = { ...entry, review: 'refused', locale: 'de-DE' }
const line = lineOf(entry)

describe('readHead', () => {
  it('reads what writeHead wrote, with the whole correction for whoever reviews', () => {
    const content = writeHead([entry, other])
    expect(content).toContain('{"review":"accepted","query":"nikee running shose"')
    expect(content).toContain('"corrected":"nike running shoes"')
    expect(readHead('h', `\n${content}\r\n`)).toMatchObject([entry, other])
    expect(readHead('h', '')).toEqual([])
  })

  it.each([
    ['no JSON', 'accepted', /^h:2: not a JSON object/],
    ['null', 'null', /^h:2: /],
    ['an unknown review', line.replace('"accepted"', '"yes"'), /^h:2: review: /],
    ['an unknown field', line.replace('"searches"', '"n"'), /^h:2: searches: /],
    [
      'a correction that was edited',
      line.replace('nike running shoes', 'nikon running shoes'),
      /^h:2: slow\.corrected: /,
    ],
    ['a change beyond the query', line.replace('"from":2,"to":3', '"from":2,"to":4'), /^h:2: slow\.corrected: /],
    ['changes out of order', line.replace('"from":2,"to":3', '"from":0,"to":1'), /^h:2: slow\.corrected: /],
    ['a query as typed', line.replace('"query":"nikee', '"query":"Nikee'), /^h:2: query: not normalised/],
    ['the same query again', line, /^h:2: query: has an entry in line 1 already/],
  ])('refuses %s, naming the line', (_, second, message) => {
    expect(() => readHead('h', `${line}\n${second}\n`)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) as string }),
    )
  })
})

describe('watchHead', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'querymend-head-'))
    vi.useFakeTimers({ toFake: ['performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
    rmSync(dir, { recursive: true })
  })

  it('serves accepted entries, from the moment that a person accepts them, and what was read last beside a mistake', () => {
    const errors: string[] = []
    const config = loadConfig({ QUERYMEND_DATA: dir })
    const head = watchHead(config, (error) => errors.push(error.message))
    const write = (text: string) => {
      writeFileSync(join(dir, 'head.jsonl'), text)
      vi.advanceTimersByTime(1000)
    }
    expect(head().size).toBe(0)
    write(writeHead([{ ...entry, review: 'open' }, other]))
    expect(head().size).toBe(0)
    write(writeHead([entry, other]))
    expect(head().find(entry.query, 'en-GB')).toMatchObject({ slow: entry.slow })
    expect(head().find(entry.query, 'de-DE')).toBeUndefined()
    write('nonsense')
    expect(head().size).toBe(1)
    expect(errors).toEqual([`${join(dir, 'head.jsonl')}:1: not a JSON object; what was read before stays in force`])
    expect(() => watchHead(config, () => undefined)).toThrow(/not a JSON object/)
  })
})
