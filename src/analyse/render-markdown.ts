import { markdownTable } from '../evaluate/table.ts'
import type { Analysis } from './analysis.ts'
import { introduction, tablesOf } from './render.ts'

/** The analysis for people without a browser. The same analysis gives the same text. */
export function renderAnalysisMarkdown(analysis: Analysis, server: string): string {
  const days = analysis.days.map(({ day, rewrite, suggest, keep }) => [day, rewrite, suggest, keep].map(String))
  const sections = [
    '# Analysis of the decision log',
    ...introduction(analysis),
    ...tablesOf(analysis, server).flatMap(({ title, about, header, rows }) => [
      `## ${title}`,
      about,
      markdownTable(header, rows),
    ]),
    ...(days.length === 0
      ? []
      : ['## Volumes by day', markdownTable(['day (UTC)', 'rewrite', 'suggest', 'keep'], days)]),
  ]
  return `${sections.join('\n\n')}\n`
}
