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

/** The same as a file of its own, in the light colours. */
export function chartFile({ title, plot }: Pick<Chart, 'title' | 'plot'>): string {
  const colours = `<style>svg{color:#1c1e21;background:#fff;color-scheme:light}${seriesStyle}</style>`
  return `${drawnSvg(title, plot).replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"').replace('>', `>${colours}`)}\n`
}

function drawnSvg(title: string, plot: Plot.PlotOptions): string {
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
  return drawn.outerHTML
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
