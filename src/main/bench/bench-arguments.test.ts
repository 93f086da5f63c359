import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { parseBenchArguments, sectionNames } from './bench-arguments.ts'

const parse = (...args: string[]) => {
  const stderr = new PassThrough()
  return { given: () => parseBenchArguments(args, { stdout: new PassThrough(), stderr }), stderr }
}

describe('parseBenchArguments', () => {
  it('wants every section when none is named', () => {
    expect(parse('--quick').given()).toEqual({
      sections: sectionNames,
      ...{ quick: true, queries: 'eval/gold.jsonl', format: 'auto' },
    })
  })

  it('wants the named sections once, in the order of the bench', () => {
    expect(parse('retrieval', 'end-to-end', 'retrieval').given().sections).toEqual(['end-to-end', 'retrieval'])
  })

  it('refuses a section that there is not, naming those there are', () => {
    const { given, stderr } = parse('speed')
    expect(given).toThrow()
    expect(String(stderr.read())).toContain('end-to-end')
  })

  it('takes the length of a long feed, and refuses what is none', () => {
    expect(parse('ingest', '--products', '5000000').given().products).toBe(5_000_000)
    for (const wrong of ['999', '1e6', '60000000', '-5']) expect(parse('--products', wrong).given).toThrow()
  })

  it('takes gate rates in ascending order, each once, and refuses what is none', () => {
    expect(parse('retrieval', '--gates', '4,1,2.5,4').given().gates).toEqual([1, 2.5, 4])
    for (const wrong of ['0', '0.5', '17', 'a', '1,,2', '']) expect(parse('--gates', wrong).given).toThrow()
  })

  it('takes how far late interaction looks, and refuses what is no count', () => {
    const given = parse('retrieval', '--probes', '32,8,8', '--pools', '2048').given()
    expect([given.probes, given.pools]).toEqual([[8, 32], [2048]])
    for (const wrong of ['0', '1.5', 'a', '1,,2', '', '12345678']) {
      expect(parse('--probes', wrong).given).toThrow()
      expect(parse('--pools', wrong).given).toThrow()
    }
  })

  it('takes the files and folders to measure', () => {
    const given = parse('--json', 'a', '--model', 'b', '--fp32', 'c', '--feed', 'd', '--queries', 'e').given()
    expect(given).toMatchObject({ json: 'a', model: 'b', fp32: 'c', feed: 'd', queries: 'e' })
  })

  it('takes how the feed is read, as other commands do, and refuses that without a feed', () => {
    const how = ['--format', 'csv', '--columns', 'id=sku,title=name', '--locale', 'de']
    expect(parse('ingest', '--feed', 'own.csv', ...how).given()).toMatchObject({
      ...{ feed: 'own.csv', format: 'csv', locale: 'de' },
      columns: { id: 'sku', title: 'name' },
    })
    const { given, stderr } = parse('ingest', ...how)
    expect(given).toThrow()
    expect(String(stderr.read())).toContain('say how --feed is read')
  })
})
