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
  ['no-context', 'speller without names for the model'],
  ['llm-context', 'speller with language model'],
  ['context', 'speller'],
]

const none = 'none'

/** Of `context@bm25, 4 names`: the system, the retriever that was asked for, and the rest. */
const labelled = /^([^@,]+)(?:@([^,]+))?(.*)$/

/**
 * Exactness by method (rows) and retriever (columns), for sets where a system was asked with a retriever of its own; undefined for
 * others. Systems that look no names up stand under `none`, and those without a retriever of their own under the one that was set.
 */
export function byRetriever({ systems }: SetReport): ReportTable | undefined {
  if (!systems.some(({ system }) => labelled.exec(system)?.[2] !== undefined)) return undefined
  const cells = new Map<string, Map<string, string>>()
  const retrievers = new Set<string>()
  for (const { system, retriever = none, measures } of systems) {
    const [, name = system, , rest = ''] = labelled.exec(system) ?? []
    retrievers.add(retriever)
    const row = cells.get(name + rest) ?? new Map<string, string>()
    cells.set(name + rest, row.set(retriever, rateWithInterval(measures.accuracy)))
  }
  const nameOf = (key: string) => labelled.exec(key)![1]!
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
