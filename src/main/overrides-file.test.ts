import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SpellerError } from '../speller/errors.ts'
import { watchOverrides } from './overrides-file.ts'
import { readOverrides } from './parse-overrides.ts'

const shipped = new URL('../../catalog/sample-overrides.jsonl', import.meta.url).pathname

describe('readOverrides', () => {
  it('reads every rule, and skips empty lines', () => {
    const content = [
      '{"rule":"protect","term":" Hygeeni "}',
      '',
      '  \t',
      '{"rule":"map","from":"wi-fi","to":"wifi","locale":"en-gb"}\r',
      '{"rule":"never","term":"x","note":"why"}',
    ].join('\n')
    expect(readOverrides('o.jsonl', content)).toEqual([
      { rule: 'protect', term: 'Hygeeni' },
      { rule: 'map', from: 'wi-fi', to: 'wifi', locale: 'en-GB' },
      { rule: 'never', term: 'x', note: 'why' },
    ])
    expect(readOverrides('o.jsonl', '')).toEqual([])
    expect(readOverrides('o.jsonl', '\ufeff{"rule":"never","term":"x"}\r\n')).toEqual([{ rule: 'never', term: 'x' }])
  })

  it.each([
    ['no JSON', 'protect nike', /^o\.jsonl:2: not a JSON object/],
    ['no object', '"protect"', /^o\.jsonl:2: /],
    ['null', 'null', /^o\.jsonl:2: /],
    ['an unknown rule', '{"rule":"allow","term":"x"}', /^o\.jsonl:2: rule: /],
    ['a missing field', '{"rule":"map","from":"x"}', /^o\.jsonl:2: to: /],
    ['an empty term', '{"rule":"protect","term":"  "}', /^o\.jsonl:2: term: /],
    ['a term without letters', '{"rule":"protect","term":"!!!"}', /^o\.jsonl:2: term: needs a letter/],
    ['a target without letters', '{"rule":"map","from":"x","to":"&"}', /^o\.jsonl:2: to: needs a letter/],
    [
      'a window that is never looked up',
      '{"rule":"map","from":"a b c d e","to":"x"}',
      /^o\.jsonl:2: from: .*4 at most/,
    ],
    ['a term too long', JSON.stringify({ rule: 'never', term: 'x'.repeat(201) }), /^o\.jsonl:2: term: /],
    ['an unknown locale', '{"rule":"protect","term":"x","locale":"english"}', /^o\.jsonl:2: locale: .*BCP 47/],
    ['a field of another rule', '{"rule":"never","term":"x","to":"y"}', /^o\.jsonl:2: .*to/],
  ])('refuses %s, and names file, line and field', (_, line, message) => {
    expect(() => readOverrides('o.jsonl', `{"rule":"protect","term":"a"}\n${line}\n`)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) as string }),
    )
  })
})

describe('watchOverrides', () => {
  let dir: string
  let file: string
  let errors: SpellerError[]
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'querymend-overrides-'))
    file = join(dir, 'overrides.jsonl')
    errors = []
    vi.useFakeTimers({ toFake: ['performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
    rmSync(dir, { recursive: true })
  })
  const protect = (...terms: string[]) =>
    writeFileSync(file, terms.map((term) => JSON.stringify({ rule: 'protect', term }) + '\n').join(''))
  const watch = () => watchOverrides(file, (error) => errors.push(error))
  const later = () => vi.advanceTimersByTime(1000)

  it('reads the file again when it has changed, without a restart', () => {
    protect('nike')
    const overrides = watch()
    expect(overrides().protects('nike')).toBe(true)
    protect('puma', 'zorb')
    later()
    expect([overrides().protects('nike'), overrides().protects('puma'), overrides().size]).toEqual([false, true, 2])
  })

  it('takes an absent file for no rules, and finds one that comes and goes', () => {
    const overrides = watch()
    expect(overrides().size).toBe(0)
    protect('nike')
    later()
    expect(overrides().size).toBe(1)
    rmSync(file)
    expect(errors).toEqual([])
    for (let i = 0; i < 2; i++) {
      later()
      expect(overrides().size).toBe(0)
    }
    expect(errors.map(({ message }) => message)).toEqual([
      `${file} is gone; nothing that it said holds until it is back`,
    ])
  })

  it('compiles nothing anew while the file is the same', () => {
    protect('nike')
    const overrides = watch()
    const first = overrides()
    later()
    expect(overrides()).toBe(first)
  })

  it('fails on a first version with a mistake', () => {
    writeFileSync(file, 'nonsense\n')
    expect(watch).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })

  it('reports a later version with a mistake once, and keeps the rules before it', () => {
    protect('nike')
    const overrides = watch()
    writeFileSync(file, '{"rule":"protect","term":"nike"}\nnonsense\n')
    for (let i = 0; i < 3; i++) {
      later()
      expect(overrides().protects('nike')).toBe(true)
    }
    expect(errors.map((error) => [error.code, error.message])).toEqual([
      ['config_invalid', `${file}:2: not a JSON object; what was read before stays in force`],
    ])
    protect('puma')
    later()
    expect(overrides().protects('puma')).toBe(true)
  })

  it('reads the rules that are shipped', () => {
    expect(watchOverrides(shipped, (error) => errors.push(error))().size).toBeGreaterThan(0)
  })
})
