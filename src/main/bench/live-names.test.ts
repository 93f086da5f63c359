import { describe, expect, it } from 'vitest'
import { measureSearchAmong } from './live-names.ts'
import { createSheet } from './sheet.ts'

describe('measureSearchAmong', () => {
  it('finds misspelled live names', async () => {
    const sheet = createSheet('live-names', () => undefined)
    await measureSearchAmong(50, 10, sheet)
    const { figures } = sheet.finish()
    expect(figures.find(({ name }) => name.endsWith('recall@8'))?.value).toBe(1)
    expect(figures.filter(({ unit }) => unit === 'ms')).toHaveLength(2)
  })
})
