import { describe, expect, it } from 'vitest'
import { createSheet } from './sheet.ts'

describe('sheet', () => {
  it('prints sizes at once, and figures with their ratio at the end', () => {
    const lines: string[] = []
    const sheet = createSheet('search', (line) => lines.push(line))
    sheet.sizes({ names: 10_000 })
    expect(lines.join('\n')).toContain('names: 10,000')
    sheet.figure({ name: 'p50', unit: 'ms', n: 1200, value: 3, baseline: { name: 'brute force', value: 12 } })
    expect(lines.join('\n')).not.toContain('p50')
    const report = sheet.finish()
    expect(lines.at(-1)).toMatch(/p50 +3 ms +x 0\.25 +12 ms, brute force +1,200/)
    expect(report.figures[0]!.ratio).toBe(0.25)
    expect(report.sizes).toEqual({ names: 10_000 })
  })

  it('says why a section has no figures', () => {
    const lines: string[] = []
    const sheet = createSheet('decoding', (line) => lines.push(line))
    sheet.note('there is no model')
    expect(sheet.finish()).toEqual({ section: 'decoding', sizes: {}, figures: [], notes: ['there is no model'] })
    expect(lines.at(-1)).toContain('there is no model')
  })

  it('shows a figure of nothing as a dash', () => {
    const lines: string[] = []
    const sheet = createSheet('decoding', (line) => lines.push(line))
    sheet.figure({ name: 'equal', unit: 'share', n: 0, value: NaN })
    sheet.finish()
    expect(lines.at(-1)).toMatch(/equal +-/)
  })
})
