import { html } from 'hono/html'
import type { Markup } from '../report/page.ts'
import { table } from '../report/table.ts'
import type { ChangedQuery, Difference, SetDifference } from './difference.ts'
import { pValue } from './figures.ts'
import { markdownTable } from './table.ts'

/** What became of the queries that only one of the reports answers exactly, the worst first. */
export const changeLists = [
  { key: 'newlyBroken', title: 'Newly broken', isWorse: true },
  { key: 'noLongerMended', title: 'No longer mended', isWorse: true },
  { key: 'gotFixed', title: 'Got fixed', isWorse: false },
  { key: 'noLongerBroken', title: 'No longer broken', isWorse: false },
] as const

const header = [
  ...['set and system', 'compared', 'exact before', 'exact now'],
  ...changeLists.map(({ title }) => title.toLowerCase()),
  'p (McNemar, exact)',
]
const about =
  'Only queries that both reports hold are compared. Broken: a right query that is changed into something else; mended: a misspelled one that is put right.'
const queryHeader = ['query', 'gold', 'searched before', 'searched now', 'before → now']

export function differenceMarkdown(difference: Difference): readonly string[] {
  const { previous, sets } = difference
  return [
    `## Against the report of ${previous}`,
    about,
    settingsText(difference),
    ...missingText(difference),
    markdownTable(
      header,
      sets.map((one) => [...counts(one), ...changeLists.map(({ key }) => String(one[key].length)), pValue(one.p)]),
    ),
    ...sets.flatMap((one) =>
      changeLists.flatMap(({ key, title }) => queriesMarkdown(`${title}: ${one.set}, ${one.system}`, one[key])),
    ),
  ]
}

function queriesMarkdown(title: string, queries: readonly ChangedQuery[]): readonly string[] {
  return queries.length === 0 ? [] : [`### ${title}`, markdownTable(queryHeader, queries.map(queryRow))]
}

/** What became worse is open, what became better is folded away. */
export function differenceHtml(difference: Difference): readonly Markup[] {
  const { sets } = difference
  return [
    ...[about, settingsText(difference), ...missingText(difference)].map((text) => html`<p>${text}</p>`),
    table({
      header,
      rows: sets.map((one) => [
        ...counts(one),
        ...changeLists.map(({ key, isWorse }) => {
          const { length } = one[key]
          return html`<span class="${length === 0 ? '' : isWorse ? 'bad' : 'good'}">${String(length)}</span>`
        }),
        pValue(one.p),
      ]),
    }),
    ...sets.flatMap((one) =>
      changeLists.flatMap(({ key, title, isWorse }) =>
        queriesHtml(`${one.set}, ${one.system}: ${title.toLowerCase()}`, one[key], isWorse),
      ),
    ),
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

function settingsText({ settings }: Difference): string {
  if (settings.length === 0) return 'The settings are the same.'
  return `Settings that differ: ${settings.map(({ name, before, after }) => `${name}: ${before ?? 'none'} → ${after ?? 'none'}`).join('; ')}.`
}

function missingText({ missing }: Difference): readonly string[] {
  return missing.length === 0 ? [] : [`Not in the previous report: ${missing.join('; ')}.`]
}
