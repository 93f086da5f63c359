import type { Context } from 'hono'
import { html, raw } from 'hono/html'

/** A page that loads nothing from elsewhere. Body, style and script are our own text, never data: scripts fetch that. */
export interface Page {
  readonly title: string
  readonly body: string
  readonly style: string
  readonly script: string
}

const baseStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #16181b); --card: light-dark(#fff, #1f2226); --ink: light-dark(#1c1e21, #e8e8e5);
  --soft: light-dark(#5d636b, #a0a6ae); --line: light-dark(#dedfdc, #34383e); --accent: light-dark(#0b57a8, #7db8f2);
  --on-accent: light-dark(#fff, #10151b);
  --good: light-dark(#17633a, #7fd6a2); --good-ground: light-dark(#dff3e6, #173525);
  --bad: light-dark(#9c2b22, #f0a29a); --bad-ground: light-dark(#fbe5e2, #43201d);
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 4rem }
h1 { font-size: 1.5rem; margin: 0 0 .25rem } h1 a { color: inherit; text-decoration: none }
a { color: var(--accent) }
p { margin: .5rem 0 } .soft { color: var(--soft) } [hidden] { display: none !important }
input, select, button { font: inherit; color: inherit; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; background: var(--card); min-width: 0 }
button { cursor: pointer; background: var(--accent); border-color: var(--accent); color: var(--on-accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
code, pre { font: .875rem/1.5 ui-monospace, monospace }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; overflow: auto; margin: .5rem 0; max-height: 24rem }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-top: 1.25rem }
`

export function answerPage(c: Context, { title, body, style, script }: Page) {
  const nonce = crypto.randomUUID()
  c.header(
    'content-security-policy',
    `default-src 'none'; connect-src 'self'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; ` +
      `base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  )
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
  return c.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          <style nonce="${nonce}">
            ${raw(baseStyle + style)}
          </style>
        </head>
        <body>
          <main>${raw(body)}</main>
          <script nonce="${nonce}">
            ${raw(elementScript + script)}
          </script>
        </body>
      </html>`,
  )
}

/** `element(tag, className, …children)`: text only ever becomes text nodes, so nothing needs escaping. */
const elementScript = String.raw`
'use strict'
function element(tag, className, ...children) {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...children)
  return made
}
`
