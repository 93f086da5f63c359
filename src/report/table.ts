import { html } from 'hono/html'
import type { Markup } from './page.ts'

export interface Table {
  readonly caption?: string
  readonly header: readonly string[]
  /** As long as the header, each. */
  readonly rows: readonly (readonly (string | Markup)[])[]
  /** Columns of text, aligned to the left; the others are figures. Without the first, which always is text. */
  readonly textColumns?: readonly number[]
}

export function table({ caption, header, rows, textColumns = [] }: Table): Markup {
  const classOf = (column: number) => (column === 0 || textColumns.includes(column) ? 'text' : '')
  return html`<div class="scroll">
    <table>
      ${
        caption === undefined
          ? ''
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${header.map((cell, i) => html`<th scope="col" class="${classOf(i)}">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) =>
                i === 0
                  ? html`<th scope="row" class="text">${cell}</th>`
                  : html`<td class="${classOf(i)}">${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Settings and the like: a name and its value a line. */
export function definitions(entries: readonly (readonly [name: string, value: string])[]): Markup {
  return html`<dl>
    ${entries.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`
}
