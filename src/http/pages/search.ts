import type { Page } from './shell.ts'

const style = `
form { display: flex; gap: .5rem; margin-top: 1.25rem }
#q { flex: 1; padding: .75rem 1rem; font-size: 1.125rem }
#verdict { font-size: 1.125rem } #verdict strong { font-weight: 650 }
#verdict button { background: none; border: 0; padding: 0; color: var(--accent); text-decoration: underline; text-align: start }
#edited { font-size: 1.25rem; margin: 1rem 0; overflow-wrap: anywhere; white-space: pre-wrap }
del, ins { border-radius: .25rem; padding: .05rem .25rem; margin: 0 .05rem }
del { background: var(--bad-ground); color: var(--bad) }
ins { background: var(--good-ground); color: var(--good); text-decoration: none; font-weight: 600 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.25rem; margin: 1rem 0 0; align-items: baseline }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
.chip { display: inline-block; border: 1px solid var(--line); border-radius: 1rem; padding: .05rem .6rem; margin: 0 .35rem .2rem 0 }
.chip small { color: var(--soft) }
meter { width: min(9rem, 40%); height: .9rem; vertical-align: middle; margin-right: .6rem }
.verdict { font-size: .8125rem; border-radius: 1rem; padding: .1rem .7rem; background: var(--ground); border: 1px solid var(--line) }
#error { color: var(--bad) }
`

const body = `
<h1>Querymend</h1>
<p class="soft">Type as a hurried shopper would, and press Enter. <a href="docs">API</a></p>
<form id="search" role="search">
  <input id="q" name="q" type="search" maxlength="512" autocomplete="off" autocapitalize="off" spellcheck="false" autofocus
    placeholder="nikee runing shose" aria-label="Search">
  <button>Search</button>
</form>
<section id="answer" class="card" aria-live="polite" hidden>
  <div id="verdict"></div>
  <div id="edited"></div>
  <dl id="facts"></dl>
</section>
<p id="error" role="alert" hidden></p>
`

const script = String.raw`
const byId = (id) => document.getElementById(id)
let latest = 0

async function search(query) {
  const turn = ++latest
  history.replaceState(null, '', '?' + new URLSearchParams({ q: query }))
  try {
    const response = await fetch('v1/correct?' + new URLSearchParams({ q: query }))
    const answer = await response.json()
    if (turn !== latest) return
    if (!response.ok) return fail(answer.error.message)
    byId('error').hidden = true
    show(answer)
  } catch {
    if (turn === latest) fail('The server does not answer.')
  }
}

function fail(message) {
  byId('answer').hidden = true
  byId('error').hidden = false
  byId('error').textContent = message
}

function tell(id, kind, detail) {
  return fetch('v1/feedback', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id, kind, detail }),
  }).then((response) => response.ok, () => false)
}

function choice(text, onChoose) {
  const made = element('button', '', text)
  made.type = 'button'
  made.addEventListener('click', onChoose)
  return made
}

async function choose(decision, kind, text) {
  const told = await tell(decision.id, kind, text)
  byId('verdict').replaceChildren(
    'Searching for ', element('strong', '', text), '. ',
    element('span', 'soft', told ? 'Noted: thank you.' : 'The feedback could not be stored.'),
  )
}

function headline(decision) {
  const { query, corrected, verdict } = decision
  if (verdict === 'rewrite') return [
    element('div', '', 'Showing results for ', element('strong', '', corrected)),
    element('div', 'soft', 'Search instead for ', choice(query, () => choose(decision, 'reverted', query))),
  ]
  const typed = element('div', '', 'Showing results for ', element('strong', '', query))
  if (verdict === 'keep') return [typed]
  return [element('div', '', 'Did you mean ', choice(corrected, () => choose(decision, 'accepted', corrected)), '?'), typed]
}

function edited({ query, edits }) {
  const parts = []
  let at = 0
  for (const { start, end, to } of edits) {
    parts.push(query.slice(at, start), element('del', '', query.slice(start, end)), element('ins', '', to))
    at = end
  }
  return [...parts, query.slice(at)]
}

function confidence(value) {
  const meter = element('meter')
  meter.value = value
  return [meter, (100 * value).toFixed(1) + '\u00a0%']
}

const chips = (items) => items.map(([text, note]) => element('span', 'chip', text, ' ', element('small', '', note)))
const plural = (count, noun) => count + ' ' + noun + (count === 1 ? '' : 's')

function show(decision) {
  const { evidence, alternatives, latencyMs, degraded } = decision
  const stages = ['retrieve', 'compose', 'correct', 'decide'].map((stage) => stage + ' ' + latencyMs[stage].toFixed(1))
  const facts = [
    ['Verdict', [element('span', 'verdict', decision.verdict), ' ', element('span', 'soft', decision.reason.replaceAll('_', ' '))]],
    ['Confidence', confidence(decision.confidence)],
    ['Evidence', chips(evidence.map(({ name, kind, count, edits }) => [name, kind + ' × ' + count + (edits > 0 ? ', ' + plural(edits, 'edit') : '')]))],
    ['Or else', chips(alternatives.map(({ text, confidence }) => [text, (100 * confidence).toFixed(1) + ' %']))],
    ['Degraded', degraded],
    ['Latency', [latencyMs.total.toFixed(1) + ' ms ', element('span', 'soft', '(' + stages.join(', ') + ')')]],
    ['Model', [decision.model, element('span', 'soft', ' on catalog ' + decision.catalog)]],
  ]
  byId('verdict').replaceChildren(...headline(decision))
  byId('edited').replaceChildren(...edited(decision))
  byId('edited').hidden = decision.edits.length === 0
  byId('facts').replaceChildren(...facts.flatMap(([term, content]) =>
    content.length === 0 ? [] : [element('dt', '', term), element('dd', '', ...content)]))
  byId('answer').hidden = false
}

byId('search').addEventListener('submit', (event) => {
  event.preventDefault()
  search(byId('q').value)
})
const asked = new URLSearchParams(location.search).get('q')
if (asked !== null) {
  byId('q').value = asked
  search(asked)
}
`

/** A search bar that shows a decision as a shop might, with what led to it. */
export const searchPage: Page = { title: 'Querymend', style, body, script }
