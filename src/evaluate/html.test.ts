import { describe, expect, it } from 'vitest'
import { parsePage } from '../report/dom.ts'
import { evaluate } from './evaluate.ts'
import { renderHtml } from './html.ts'
import { doNothing, type Answer, type System } from './system.ts'
import { answerOf, scripted } from './testing.ts'

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

/** Breaks whatever holds the hostile text, and explains it with more of it. */
const careless: System = {
  label: 'careless',
  thresholds: { suggestAt: 0.4, rewriteAt: 0.6, limits: { typedAtMost: 0.42 } },
  async answer(query): Promise<Answer> {
    if (!query.includes(hostile)) return answerOf(query, query.replace('nkie', 'nike'), 'rewrite', 0.9)
    const evidence = [{ name: hostile, kind: 'brand', count: 1, edits: 2 }] as const
    return { ...answerOf(query, `${query} shoes`, 'rewrite', 0.8), reason: 'confident', evidence }
  },
}
const report = (systems: readonly System[] = [doNothing, scripted('other', {}), careless]) =>
  evaluate({
    sets: [
      {
        name: `${hostile}.tsv`,
        cases: [
          { query: hostile, golds: [hostile], slice: hostile, area: hostile, isBrand: true },
          { query: 'nkie', golds: ['nike'], slice: 'brand', isBrand: true },
          { query: `nkie ${hostile}`, golds: [`nike ${hostile}`], isBrand: false },
        ],
      },
    ],
    openSystems: async () => ({
      systems,
      close: async () => undefined,
    }),
    misspelledShare: 0.12,
    failures: 5,
    pricePerCoreHour: 0.05,
    settings: { catalog: hostile },
  })
const checks = [{ set: hostile, system: 'careless', measure: 'accuracy', wanted: '>=0.9', value: 1 / 3, holds: false }]
const page = await renderHtml(await report(), checks, '2026-01-02T03:04:05.000Z')
const document = parsePage(page)
const textsOf = (selector: string) =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim())

describe('renderHtml', () => {
  it('shows a hostile query, gold, name, slice and setting as text', () => {
    expect([...document.querySelectorAll('script, img, [onerror]')]).toEqual([])
    const cells = textsOf('#false-corrections tbody tr:first-child > *')
    expect(cells.slice(0, 3)).toEqual([hostile, `${hostile} shoes`, hostile])
    expect(cells.slice(4)).toEqual(['0.800', 'rewrite', 'confident', `${hostile} (brand, 1 product, 2 edits)`, hostile])
    expect(textsOf('#settings dd')).toContain(hostile)
    expect(textsOf('#slices tbody th')).toContain(`slice=${hostile} (1)`)
  })

  it('lists false corrections right after the headline', () => {
    expect([...document.querySelectorAll('main > section')].map(({ id }) => id)).toEqual([
      'headline',
      'false-corrections',
      'precision-recall',
      'operating-map',
      'calibration',
      'slices',
      'misses',
      'settings',
      'latency',
    ])
    expect(textsOf('#false-corrections summary')).toEqual(['careless: 1'])
  })

  it('says that the system in question has no false corrections, and lists those of the others', async () => {
    const harmless = await renderHtml(await report([careless, doNothing]), [], '2026-01-02T03:04:05.000Z')
    const section = parsePage(harmless).querySelector('#false-corrections')!
    expect(section.querySelector('p')!.textContent).toBe('nothing: none')
    expect([...section.querySelectorAll('summary')].map(({ textContent }) => textContent)).toEqual(['careless: 1'])
  })

  it('compares with the baseline, and says which thresholds are past', () => {
    const head = textsOf('#headline').join()
    expect(head).toContain('1 of 1 thresholds are past')
    expect(head).toContain('careless against other')
  })

  it('marks the thresholds in force on the operating map', () => {
    expect(textsOf('#operating-map svg text')).toEqual(expect.arrayContaining(['keep', 'suggest', 'rewrite']))
    expect([...document.querySelectorAll('#operating-map [stroke-dasharray] line')]).toHaveLength(4)
    expect(textsOf('#operating-map p').join()).toContain('do not vary here: typedAtMost 0.42.')
    expect(textsOf('#operating-map tbody tr > *')).toEqual(
      [
        ['keep', '0', '0', '0'],
        ['suggest', '0', '0', '0'],
        ['rewrite', '1', '1', '1'],
      ].flat(),
    )
  })

  it('draws the calibration of every system that has confidences, that of the system in question first and open', async () => {
    const own = parsePage(await renderHtml(await report([scripted('other', {}), doNothing, careless]), [], 'now'))
    const section = own.querySelector('#calibration')!
    const texts = (selector: string) => [...section.querySelectorAll(selector)].map((one) => one.textContent)
    expect(texts('tbody th')).toEqual(['careless', 'other'].map((system) => `${hostile}.tsv ${system}`))
    // right with 0.9, wrong with 0.8 twice: (0.1 + 0.8 + 0.8) / 3; of a shop 0.88 * 0.8 + 0.06 * (0.1 + 0.8)
    expect(texts('tbody tr:first-child td')).toEqual(['3', '56.67 %', '75.80 %', '3', '56.67 %'])
    expect(texts('figcaption b')).toEqual(['careless', 'other'].map((system) => `${hostile}.tsv, ${system}`))
    expect(texts('details figcaption b')).toEqual([`${hostile}.tsv, other`])
    expect(texts('summary')).toEqual(['Curves of the other systems: 1'])
  })

  it('is the same again for the same answers', async () => {
    expect(await renderHtml(await report(), checks, '2026-01-02T03:04:05.000Z')).toBe(page)
  })
})
