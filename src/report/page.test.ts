import * as Plot from '@observablehq/plot'
import { html } from 'hono/html'
import { describe, expect, it } from 'vitest'
import { chart, chartFile, seriesColour } from './chart.ts'
import { parsePage } from './dom.ts'
import { renderPage } from './page.ts'
import { definitions, table } from './table.ts'

const hostile = `"><img src=x onerror=alert(1)></svg></style><script>alert('&amp;')</script> | \u202Eback`
/** With what turns the order of letters made visible. */
const shown = hostile.replace('\u202E', '\\u202e')

const drawn = (label: string) =>
  chart({
    title: label,
    caption: label,
    legend: [label],
    plot: {
      x: { label },
      marks: [
        Plot.line(
          [
            [0, 1],
            [1, 2],
          ],
          { stroke: seriesColour(0) },
        ),
        Plot.text([[0, 1]], { text: () => label, title: () => label }),
      ],
    },
  })
const pageOf = (label: string) =>
  renderPage({
    title: label,
    about: label,
    sections: [
      {
        id: 'first',
        title: label,
        body: [
          drawn(label),
          table({ caption: label, header: [label, 'n'], rows: [[label, html`<b>${label}</b>`]] }),
          definitions([[label, label]]),
        ],
      },
    ],
  })

describe('renderPage', () => {
  it('shows hostile text as text, in every place where text can stand', async () => {
    const document = parsePage(await pageOf(hostile))
    expect([...document.querySelectorAll('script, img, [onerror]')]).toEqual([])
    expect([...document.querySelectorAll('style')]).toHaveLength(2)
    const texts = ['title', 'h1', 'main > p', 'nav a', 'h2', 'figcaption b', 'caption', 'thead th', 'tbody th', 'td b']
    for (const place of [...texts, 'dt', 'dd', 'main > section svg text title'])
      expect(document.querySelector(place)?.textContent?.trim(), place).toBe(shown)
    expect(document.querySelector('figure > svg')?.getAttribute('aria-label')).toBe(shown)
    expect(document.querySelector('.legend li')?.textContent?.trim()).toBe(shown)
  })

  it('loads nothing and runs nothing', async () => {
    const page = await pageOf('plain')
    const document = parsePage(page)
    expect(document.querySelector('meta[http-equiv]')?.getAttribute('content')).toMatch(/^default-src 'none';/)
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:,")/)
    expect(page).not.toMatch(/@import|url\(/)
  })

  it('links to each section', async () => {
    const document = parsePage(await pageOf('plain'))
    expect(document.querySelector('nav a')?.getAttribute('href')).toBe('#first')
    expect(document.querySelector('section')?.id).toBe('first')
  })
})

describe('chart', () => {
  it('is drawn the same again, and in colours of the page', async () => {
    const [first, second] = await Promise.all([drawn('a'), drawn('a')])
    expect(String(second)).toBe(String(first))
    expect(String(first)).toContain('stroke="var(--series-1)"')
  })
})

describe('chartFile', () => {
  const plot = {
    width: 400,
    height: 200,
    marks: [
      Plot.line(
        [
          [0, 1],
          [1, 2],
        ],
        { stroke: seriesColour(1) },
      ),
    ],
  }

  it('says below the plot which colour is which, as text', () => {
    const file = chartFile({ title: 'laws', plot, legend: ['power', hostile] })
    const svg = parsePage(file).querySelector('svg')!
    expect(['height', 'viewBox'].map((name) => svg.getAttribute(name))).toEqual(['224', '0 0 400 224'])
    const labels = [...svg.querySelectorAll('.legend text')]
    expect(labels.map(({ textContent }) => textContent)).toEqual(['power', hostile])
    const swatches = [...svg.querySelectorAll('.legend rect')]
    expect(swatches.map((one) => one.getAttribute('fill'))).toEqual([seriesColour(0), seriesColour(1)])
    expect([...svg.querySelectorAll('script, img')]).toEqual([])
  })

  it('has no room for a legend where there is none', () => {
    const file = chartFile({ title: 'laws', plot })
    expect(file).not.toContain('legend')
    expect(parsePage(file).querySelector('svg')!.getAttribute('viewBox')).toBe('0 0 400 200')
  })
})

describe('table', () => {
  it('marks its first column, and others of text, as text', async () => {
    const made = await table({ header: ['query', 'n', 'reason'], rows: [['a', '1', 'because']], textColumns: [2] })
    const document = parsePage(String(made))
    expect([...document.querySelectorAll('tr')].map((row) => [...row.querySelectorAll('.text')].length)).toEqual([2, 2])
  })
})
