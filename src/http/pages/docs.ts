import type { Page } from './shell.ts'

const style = `
main { max-width: 58rem }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem } h3 { font-size: .875rem; color: var(--soft); margin: 1rem 0 .25rem; font-weight: 600 }
form { display: grid; grid-template-columns: 3fr 1fr 1fr 1fr auto; gap: .75rem; align-items: end }
form label { display: grid; gap: .2rem; font-size: .8125rem; color: var(--soft) } form label > * { color: var(--ink); font-size: 1rem; width: 100%; height: 2.75rem } form button { height: 2.75rem }
@media (max-width: 40rem) { form { grid-template-columns: 1fr 1fr } form label:first-child { grid-column: 1 / -1 } }
details { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0 }
summary { padding: .6rem .9rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .35rem .75rem; align-items: baseline }
details > div { padding: 0 .9rem .9rem; overflow-x: auto }
.method { font: 600 .75rem/1.6 ui-monospace, monospace; border-radius: .25rem; padding: 0 .5rem; min-width: 4rem; text-align: center; background: var(--ground); border: 1px solid var(--line) }
.get { color: var(--accent) } .post { color: var(--good) } .put, .delete { color: var(--bad) }
table { border-collapse: collapse; width: 100%; font-size: .9375rem } td { border-top: 1px solid var(--line); padding: .35rem .75rem .35rem 0; vertical-align: top }
td:first-child { white-space: nowrap }
summary::before { content: '▸'; color: var(--soft) } [open] > summary::before { content: '▾' }
`

const body = `
<h1><a href=".">Querymend</a> API</h1>
<p class="soft">From <a href="openapi.json">openapi.json</a>. <span id="about"></span></p>
<section class="card">
  <form id="try">
    <label>q <input name="q" value="nikee runing shose" maxlength="512" spellcheck="false" autocomplete="off"></label>
    <label>mode <select name="mode"><option value="">default</option><option>auto</option><option>suggest</option><option>off</option></select></label>
    <label>locale <input name="locale" placeholder="en-GB" autocomplete="off"></label>
    <label>k <input name="k" inputmode="numeric" placeholder="0–16" autocomplete="off"></label>
    <button>Try</button>
  </form>
  <div id="result" hidden><p class="soft"><code id="request"></code> <span id="status"></span></p><pre id="response" tabindex="0"></pre></div>
</section>
<div id="operations"></div>
<h2 hidden id="schemas-title">Schemas</h2>
<div id="schemas"></div>
`

const script = String.raw`
const byId = (id) => document.getElementById(id)
const refName = (schema) => schema.$ref.split('/').pop()
const json = (value) => element('pre', '', JSON.stringify(value, null, 2))

function typeOf(schema) {
  if (!schema) return ''
  if (schema.$ref) return refName(schema)
  const one = schema.anyOf || schema.oneOf || schema.allOf
  if (one) return one.map(typeOf).join(' or ')
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  if (schema.type === 'array') return typeOf(schema.items) + '[]'
  if (schema.format) return schema.type + ' (' + schema.format + ')'
  const { minimum: low, maximum: high } = schema
  return schema.type + (low !== undefined && high < 1e15 ? ', ' + low + ' to ' + high : '')
}

function table(rows) {
  return element('table', '', element('tbody', '', ...rows.map((cells) =>
    element('tr', '', ...cells.map((cell) => element('td', '', ...[].concat(cell)))))))
}

const fields = (schema) => table(Object.entries(schema.properties || {}).map(([name, field]) => [
  [element('code', '', name), (schema.required || []).includes(name) ? '' : element('span', 'soft', ' optional')],
  element('code', '', typeOf(field)),
  field.description || '',
]))

function section(title, content) {
  return [element('h3', '', title), content]
}

function operation(method, path, spec) {
  const parts = []
  if (spec.security) parts.push(element('p', 'soft', 'Needs the bearer token, where one is set.'))
  if (spec.parameters) parts.push(...section('Parameters', table(spec.parameters.map((parameter) => [
    [element('code', '', parameter.name), parameter.required ? '' : element('span', 'soft', ' optional')],
    element('code', '', typeOf(parameter.schema)),
    parameter.description || (parameter.schema || {}).description || '',
  ]))))
  const schemaOf = (holder) => (Object.values((holder || {}).content || {})[0] || {}).schema
  const asked = schemaOf(spec.requestBody)
  if (asked) parts.push(...section('Body', element('code', '', typeOf(asked))))
  parts.push(...section('Answers', table(Object.entries(spec.responses).map(([status, answer]) =>
    [element('code', '', status), element('code', '', typeOf(schemaOf(answer))), answer.description]))))
  return element('details', '',
    element('summary', '', element('span', 'method ' + method, method.toUpperCase()), element('code', '', path),
      element('span', 'soft', spec.summary || '')),
    element('div', '', ...parts))
}

async function load() {
  const description = await (await fetch('openapi.json')).json()
  byId('about').textContent = description.info.description
  const byTag = new Map()
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, spec] of Object.entries(methods)) {
      const tag = (spec.tags || ['Other'])[0]
      byTag.set(tag, [...(byTag.get(tag) || []), operation(method, path, spec)])
    }
  byId('operations').replaceChildren(...[...byTag].flatMap(([tag, made]) => [element('h2', '', tag), ...made]))
  byId('schemas-title').hidden = false
  byId('schemas').replaceChildren(...Object.entries(description.components.schemas).map(([name, schema]) =>
    element('details', '', element('summary', '', element('code', '', name), element('span', 'soft', schema.description || '')),
      element('div', '', schema.properties ? fields(schema) : json(schema)))))
}

byId('try').addEventListener('submit', async (event) => {
  event.preventDefault()
  const given = [...new FormData(event.target)].filter(([name, value]) => name === 'q' || value !== '')
  const address = 'v1/correct?' + new URLSearchParams(given)
  byId('result').hidden = false
  byId('request').textContent = 'GET /' + address
  try {
    const response = await fetch(address)
    byId('status').textContent = '→ ' + response.status
    byId('response').textContent = JSON.stringify(await response.json(), null, 2)
  } catch {
    byId('status').textContent = '→ no answer'
    byId('response').textContent = ''
  }
})
load().catch(() => { byId('operations').textContent = 'openapi.json could not be read.' })
`

/** The operations of /openapi.json, and a form that tries one. */
export const docsPage: Page = { title: 'Querymend API', style, body, script }
