import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../config.ts'
import { missingRules, rulesToStartWith } from './rules-files.ts'

const project = process.cwd()
let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'querymend-rules-'))
  mkdirSync(join(dir, 'catalog'))
  vi.spyOn(process, 'cwd').mockReturnValue(dir)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true })
})

describe('missingRules', () => {
  it('warns of a file that is named and not there, and of nothing else', () => {
    const file = join(dir, 'rules.jsonl')
    const config = loadConfig({ QUERYMEND_OVERRIDES: file })
    expect(missingRules(config)).toBe(`${file} is not there: no rules protect, map or never (QUERYMEND_OVERRIDES)`)
    writeFileSync(file, '')
    expect(missingRules(config)).toBeUndefined()
    expect(missingRules(loadConfig({}))).toBeUndefined()
  })
})

describe('rulesToStartWith', () => {
  it.each([
    ['the sample', {}, 'catalog/sample-overrides.jsonl'],
    ['the sample by another path', { QUERYMEND_CATALOG: './catalog/sample.tsv' }, 'catalog/sample-overrides.jsonl'],
    ['the sample with rules of the shop', { QUERYMEND_OVERRIDES: 'mine.jsonl' }, 'mine.jsonl'],
    ['a catalog of the shop', { QUERYMEND_CATALOG: 'feed.tsv' }, 'catalog/overrides.jsonl'],
  ])('chooses for %s', (_what, env, file) => {
    expect(rulesToStartWith(loadConfig(env))).toBe(file)
  })

  it('is there', () => {
    expect(existsSync(join(project, rulesToStartWith(loadConfig({}))))).toBe(true)
  })
})
