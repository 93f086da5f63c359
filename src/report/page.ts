import { html, raw } from 'hono/html'
import { printable } from './printable.ts'
import { pageStyle } from './style.ts'

/** Markup made by `html`: every text put into it is escaped. */
export type Markup = ReturnType<typeof html>

export interface Section {
  /** Fragment of its address within the page; unique there. */
  readonly id: string
  readonly title: string
  readonly body: Markup | readonly Markup[]
}

export interface Page {
  readonly title: string
  /** A line below the title. */
  readonly about: string
  readonly sections: readonly Section[]
}

/** One file that opens offline: it holds its style, has no script, its policy forbids to load or run anything, and controls in texts are shown. */
export async function renderPage({ title, about, sections }: Page): Promise<string> {
  const links = sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)
  const bodies = sections.map(
    ({ id, title: name, body }) =>
      html`<section id="${id}">
        <h2>${name}</h2>
        ${body}
      </section>`,
  )
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="content-security-policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(pageStyle)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p class="soft">${about}</p>
          <nav aria-label="Sections">
            <ul>
              ${links}
            </ul>
          </nav>
          ${bodies}
        </main>
      </body>
    </html>`
  return `${printable(String(page), '\n\t')}\n`
}
