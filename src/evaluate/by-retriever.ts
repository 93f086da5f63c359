import { rateWithInterval } from './figures.ts'
import type { SetReport } from './report.ts'
import type { ReportTable } from './report-rows.ts'

/** In the order of the comparison in arXiv 2410.11655: a model alone, with retrieval but untrained, trained with retrieval; then what is served. */
const methods: readonly (readonly [system: string, method: string])[] = [
  ['llm', 'language model alone'],
  ['llm-names', 'language model, names, untrained'],
  ['model', 'own model alone'],
  ['model-names', 'own model, names, trained'],
  ['channel', 'noisy channel'],
  ['no-retrieval', 'speller without retrieval'],
  ['no-context', 'speller without names for the model'],
  ['llm-context', 'speller with language model'],
  ['context', 'speller'],
]

const none = 'none'

/** Of a label such as `context@bm25@k=4`, without its retriever. */
function withoutRetriever(system: string, retriever: string): string {
  return system.replace(new RegExp(`@${retriever}(?=[@,]|$)`), '')
}

/**
 * Exactness by method (rows) and retriever (columns), for sets where a system was asked with a retriever of its own; undefined for
 * others. Systems that look no names up stand under `none`, and those without a retriever of their own under the one that was set.
 */
export function byRetriever({ systems }: SetReport): ReportTable | undefined {
  if (!systems.some(({ system, retriever = none }) => withoutRetriever(system, retriever) !== system)) return undefined
  const cells = new Map<string, Map<string, string>>()
  const retrievers = new Set<string>()
  for (const { system, retriever = none, measures } of systems) {
    const key = withoutRetriever(system, retriever)
    retrievers.add(retriever)
    const row = cells.get(key) ?? new Map<string, string>()
    cells.set(key, row.set(retriever, rateWithInterval(measures.accuracy)))
  }
  const nameOf = (key: string) => key.split(/[@,]/)[0]!
  const rankOf = (key: string) => {
    const at = methods.findIndex(([system]) => system === nameOf(key))
    return at < 0 ? methods.length : at
  }
  const titleOf = (key: string) => {
    const method = methods.find(([system]) => system === nameOf(key))?.[1]
    return method === undefined ? key : `${method} (${key})`
  }
  const columns = [...retrievers].sort((a, b) => Number(b === none) - Number(a === none))
  return {
    header: ['exact, by retriever', ...columns],
    rows: [...cells]
      .sort(([a], [b]) => rankOf(a) - rankOf(b))
      .map(([key, row]) => [titleOf(key), ...columns.map((retriever) => row.get(retriever) ?? '')]),
  }
}
