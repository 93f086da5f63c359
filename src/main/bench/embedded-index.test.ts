import { describe, expect, it } from 'vitest'
import { measureIndexOf } from './embedded-index.ts'
import { createSheet } from './sheet.ts'

describe('measureIndexOf', () => {
  it('finds what brute force finds, and misspelled names among it', async () => {
    const sheet = createSheet('index', () => undefined)
    await measureIndexOf(300, { queries: 30, scanned: 30 }, sheet)
    const shares = sheet.finish().figures.filter(({ unit }) => unit === 'share')
    const of = (name: string) => shares.filter((figure) => figure.name.includes(name)).map(({ value }) => value)
    expect(of('same hits as brute force')).toEqual([1, 1])
    expect(of('recall@8')).toEqual([1, 1])
  })
})
