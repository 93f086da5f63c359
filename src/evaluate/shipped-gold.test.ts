import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { normalise } from '../speller/normalise.ts'
import type { GoldCase } from './gold.ts'
import { readGold } from './read-gold.ts'

const root = new URL('../../', import.meta.url).pathname
/** Slices of which every query is right as typed, and those that have both. */
const right = ['clean', 'unsold_word', 'brand_lookalike', 'uncarried_brand']
const mixed = ['numbers_codes', 'edge']

const termsOf = (text: string) => normalise(text).split(' ')
const isRight = ({ query, golds }: GoldCase) => golds.includes(query)

describe.each([
  ['gold.jsonl', 'sample.tsv'],
  ['gold-de.jsonl', 'sample-de.tsv'],
  ['gold-fr.jsonl', 'sample-fr.tsv'],
])('%s', (name, catalog) => {
  const cases = readGold(name, readFileSync(`${root}eval/${name}`, 'utf8'))
  const brands = new Set<string>()
  const terms = new Set<string>()
  const of = (...slices: string[]) => cases.filter(({ slice }) => slices.includes(slice!))
  const missing = (text: string) => termsOf(text).filter((term) => !terms.has(term))

  beforeAll(() => {
    const [header, ...lines] = readFileSync(`${root}catalog/${catalog}`, 'utf8').trimEnd().split('\n')
    const columns = header!.split('\t')
    for (const line of lines) {
      const cells = line.split('\t')
      brands.add(cells[columns.indexOf('brand')]!)
      for (const term of termsOf(cells[columns.indexOf('title')]!)) terms.add(term)
    }
  })

  it('holds no query twice, about as many right as misspelled ones, and says the slice and area of each', () => {
    expect(new Set(cases.map(({ query }) => query)).size).toBe(cases.length)
    expect(cases.filter(isRight).length / cases.length).toBeGreaterThan(0.4)
    expect(cases.filter(isRight).length / cases.length).toBeLessThan(0.6)
    expect(cases.filter(({ slice, area }) => !slice || !area)).toEqual([])
  })

  it('has slices that the README of eval/ defines', () => {
    const readme = readFileSync(`${root}eval/README.md`, 'utf8')
    const unknown = new Set(cases.map(({ slice }) => slice!).filter((slice) => !readme.includes(`| \`${slice}\` `)))
    expect([...unknown]).toEqual([])
  })

  it('has golds that differ from misspelled queries by more than case and marks, and from right ones by nothing', () => {
    expect(of(...right).filter((gold) => !isRight(gold))).toEqual([])
    const rest = cases.filter(({ slice }) => ![...right, ...mixed].includes(slice!))
    expect(rest.filter(({ query, golds }) => golds.some((gold) => normalise(gold) === normalise(query)))).toEqual([])
  })

  it('names brands that the catalog has, as it writes them', () => {
    const lines = readFileSync(`${root}eval/${name}`, 'utf8').trimEnd().split('\n')
    const named = lines.map((line) => (JSON.parse(line) as { brand?: string }).brand)
    expect(named.filter((brand) => brand !== undefined && !brands.has(brand))).toEqual([])
  })

  it('keeps what is sold apart from what is not', () => {
    expect(of('brand_lookalike').filter(({ query }) => missing(query).length > 0)).toEqual([])
    expect(of('uncarried_brand', 'unsold_word').filter(({ query }) => missing(query).length === 0)).toEqual([])
    expect(of('unsold_typo').filter(({ golds }) => missing(golds[0]!).length === 0)).toEqual([])
  })
})

describe('the samples in other languages', () => {
  it('are as their lists say', () => {
    execFileSync(process.execPath, [`${root}catalog/make-language-samples.mjs`, '--check'])
  })
})
