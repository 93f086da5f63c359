import { html } from 'hono/html'
import type { Markup } from '../report/page.ts'
import { table } from '../report/table.ts'
import type { ChangedQuery, Difference, SetDifference } from './difference.ts'
import { pValue } from './figures.ts'
import { markdownTable } from './table.ts'

const header = ['set and system', 'compared', 'exact before', 'exact now', 'got fixed', 'broke', 'p (McNemar, exact)']
const queryHeader = ['query', 'gold', 'searched before', 'searched now', 'before → now']

export function differenceMarkdown(difference: Difference): readonly string[] {
  const { previous, sets } = difference
  return [
    `## Against the report of ${previous}`,
    settingsText(difference),
    ...missingText(difference),
    markdownTable(
      header,
      sets.map((one) => {
        const [fixed, broken, p] = changes(one)
        return [...counts(one), fixed, broken, p]
      }),
    ),
    ...sets.flatMap((one) => [
      ...queriesMarkdown(`Broke: ${one.set}, ${one.system}`, one.broken),
      ...queriesMarkdown(`Got fixed: ${one.set}, ${one.system}`, one.fixed),
    ]),
  ]
}

function queriesMarkdown(title: string, queries: readonly ChangedQuery[]): readonly string[] {
  return queries.length === 0 ? [] : [`### ${title}`, markdownTable(queryHeader, queries.map(queryRow))]
}

/** What broke is open, what got fixed is folded away. */
export function differenceHtml(difference: Difference): readonly Markup[] {
  const { sets } = difference
  return [
    html`<p>Only queries that both reports hold are compared.</p>`,
    ...[settingsText(difference), ...missingText(difference)].map((text) => html`<p>${text}</p>`),
    table({
      header,
      rows: sets.map((one) => {
        const [fixed, broken, p] = changes(one)
        return [
          ...counts(one),
          html`<span class="${one.fixed.length > 0 ? 'good' : ''}">${fixed}</span>`,
          html`<span class="${one.broken.length > 0 ? 'bad' : ''}">${broken}</span>`,
          p,
        ]
      }),
    }),
    ...sets.flatMap(({ set, system, broken, fixed }) => [
      ...queriesHtml(`${set}, ${system}: broke`, broken, true),
      ...queriesHtml(`${set}, ${system}: got fixed`, fixed, false),
    ]),
  ]
}

function queriesHtml(title: string, queries: readonly ChangedQuery[], isOpen: boolean): readonly Markup[] {
  if (queries.length === 0) return []
  return [
    html`<details ${isOpen ? 'open' : ''}>
      <summary>${title}: ${String(queries.length)}</summary>
      ${table({ header: queryHeader, rows: queries.map(queryRow), textColumns: [1, 2, 3, 4] })}
    </details>`,
  ]
}

function queryRow({ query, golds, before, after, fateBefore, fateAfter }: ChangedQuery): readonly string[] {
  return [query, golds.join(' / '), before, after, `${fateBefore} → ${fateAfter}`]
}

function counts({ set, system, n, compared, exactBefore, exactAfter }: SetDifference): readonly string[] {
  const all = compared === n ? String(n) : `${compared} of ${n}`
  return [`${set} ${system}`, all, String(exactBefore), String(exactAfter)]
}

function changes({ fixed, broken, p }: SetDifference): readonly [string, string, string] {
  return [String(fixed.length), String(broken.length), pValue(p)]
}

function settingsText({ settings }: Difference): string {
  if (settings.length === 0) return 'The settings are the same.'
  return `Settings that differ: ${settings.map(({ name, before, after }) => `${name}: ${before ?? 'none'} → ${after ?? 'none'}`).join('; ')}.`
}

function missingText({ missing }: Difference): readonly string[] {
  return missing.length === 0 ? [] : [`Not in the previous report: ${missing.join('; ')}.`]
}
