import { describe, expect, it } from 'vitest'
import { SpellerError } from '../speller/errors.ts'
import { catalogCheck } from './catalog-check.ts'

const nothing = { bigrams: 0, products: 0 }

describe('catalogCheck', () => {
  it.each([
    [1, { ok: true, detail: 'g' }],
    [0, { ok: false, detail: 'empty: ingest a feed' }],
  ])('tells a catalog of %i names by its generation, or what to do', async (names, check) => {
    const info = async () => ({ id: 'g', names, ...nothing })
    expect(await catalogCheck({ info }, (error) => expect.unreachable(error.message))).toEqual(check)
  })

  it.each([
    ['index_failed', 'unreachable'],
    ['index_denied', 'access refused: check its key'],
    ['catalog_invalid', 'not readable by this version: ingest the feed again'],
  ] as const)('tells %s apart, without the message, which it hands on', async (code, detail) => {
    const errors: SpellerError[] = []
    const error = new SpellerError(code, 'Qdrant at secret-host: …')
    const info = () => Promise.reject(error)
    expect(await catalogCheck({ info }, (told) => errors.push(told))).toEqual({ ok: false, detail })
    expect(errors).toEqual([error])
  })

  it('fails on a bug', async () => {
    const info = () => Promise.reject(new TypeError('no such property'))
    await expect(catalogCheck({ info }, () => expect.unreachable())).rejects.toThrow('no such property')
  })
})
