import * as Plot from '@observablehq/plot'
import { html, raw } from 'hono/html'
import { parsePage, type PageNode } from './dom.ts'
import type { Markup } from './page.ts'
import { seriesStyle } from './style.ts'

export interface Chart {
  readonly title: string
  /** What the reader should see in it. */
  readonly caption: string
  readonly plot: Plot.PlotOptions
  /** Labels of the series, in the order of their colours. */
  readonly legend?: readonly string[]
}

const colours = 14

const draw = Plot.plot as unknown as (options: Plot.PlotOptions & { readonly document: PageNode }) => PageNode

/** Colour of the n-th series from 0: a variable of the page's style, so that it follows light and dark. */
export function seriesColour(at: number): string {
  return `var(--series-${(at % colours) + 1})`
}

/** Drawn as SVG, the same for the same options. What stands in the plot is escaped by its document. */
export function chart({ title, caption, plot, legend = [] }: Chart): Markup {
  return html`<figure>
    <figcaption><b>${title}</b> ${caption}</figcaption>
    ${raw(drawnSvg(title, plot))} ${legend.length === 0 ? '' : legendOf(legend)}
  </figure>`
}

/** The same as a file of its own, in the light colours, with the legend on one line below the plot. */
export function chartFile({ title, plot, legend = [] }: Omit<Chart, 'caption'>): string {
  const colours = `<style>svg{color:#1c1e21;background:#fff;color-scheme:light}${seriesStyle}</style>`
  const drawn = drawnElement(title, plot)
  const [width, height] = ['width', 'height'].map((name) => Number(drawn.getAttribute(name)))
  const whole = height! + (legend.length === 0 ? 0 : legendHeight)
  drawn.setAttribute('height', String(whole))
  drawn.setAttribute('viewBox', `0 0 ${width} ${whole}`)
  const svg = drawn.outerHTML.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"').replace('>', `>${colours}`)
  return `${svg.replace(/<\/svg>$/, () => `${legendLine(legend, height!)}</svg>`)}\n`
}

const legendHeight = 24

/** Swatches and labels beside each other, from `top` on; a letter is taken to be 6 wide. */
function legendLine(labels: readonly string[], top: number): string {
  let left = 12
  const entries = labels.map((label, i) => {
    const at = left
    left += 36 + 6 * label.length
    const swatch = `<rect x="${at}" y="${top + 5}" width="14" height="10" rx="2" fill="${seriesColour(i)}"/>`
    return `${swatch}<text x="${at + 20}" y="${top + 14}">${escapedXml(label)}</text>`
  })
  return entries.length === 0 ? '' : `<g class="legend" text-anchor="start" font-size="11">${entries.join('')}</g>`
}

function escapedXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function drawnSvg(title: string, plot: Plot.PlotOptions): string {
  return drawnElement(title, plot).outerHTML
}

function drawnElement(title: string, plot: Plot.PlotOptions): PageNode {
  const drawn = draw({
    width: 560,
    height: 340,
    marginLeft: 48,
    marginBottom: 44,
    className: 'plot',
    ...plot,
    document: parsePage('<!doctype html><html><body></body></html>'),
  })
  drawn.setAttribute('role', 'img')
  // linkedom escapes the quotes of attributes, but not ampersands
  drawn.setAttribute('aria-label', title.replaceAll('&', '&amp;'))
  return drawn
}

function legendOf(labels: readonly string[]): Markup {
  const items = labels.map(
    (label, i) =>
      html`<li>
        <svg width="14" height="10" aria-hidden="true">
          <rect width="14" height="10" rx="2" fill="${seriesColour(i)}" /></svg
        >${label}
      </li>`,
  )
  return html`<ul class="legend">
    ${items}
  </ul>`
}
