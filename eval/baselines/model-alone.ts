import type { Answer, System } from '../../src/evaluate/system.ts'
import { align } from '../../src/speller/align.ts'
import { selectContext } from '../../src/speller/context.ts'
import { applyEdits, editsOf } from '../../src/speller/edits.ts'
import { SpellerError } from '../../src/speller/errors.ts'
import type { Knowledge } from '../../src/speller/knowledge.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import type { CatalogIndex, Corrector, Suggestion } from '../../src/speller/ports.ts'
import type { Name, Query } from '../../src/speller/types.ts'
import { answerOf } from './query-system.ts'
import { english } from '../../src/speller/vocabulary.ts'

export interface ModelAloneDeps {
  readonly corrector: Corrector
  readonly index: CatalogIndex
  readonly knowledge: Knowledge
  /** Names given to the model; with 0 the catalog is not asked. */
  readonly k: number
}

/**
 * The corrector's own answer as the whole answer: no candidates but the query, no guard, no ranker, no threshold. What it
 * leaves as typed stays byte for byte. `confidence` is its probability of the text, where it gives one.
 */
export function modelAlone(label: string, deps: ModelAloneDeps): System {
  return {
    label,
    async answer(raw) {
      const started = performance.now()
      const query = parseQuery(raw)
      if (query.text === '') return answerOf(raw, raw, NaN, started)
      try {
        const own = await ask(query, deps)
        const corrected = own === undefined ? raw : inPlace(query, own.text, deps.knowledge)
        return answerOf(raw, corrected, Math.exp(own?.logProbability ?? NaN), started)
      } catch (error) {
        if (!(error instanceof SpellerError)) throw error
        return { ...answerOf(raw, raw, NaN, started), isDegraded: true } satisfies Answer
      }
    },
  }
}

async function ask(query: Query, { corrector, index, knowledge, k }: ModelAloneDeps): Promise<Suggestion | undefined> {
  const context = k === 0 ? [] : await namesFor(query, index, knowledge, k)
  const suggestions = await corrector.correct({ query: query.text, context, drafts: [query.text], previous: [] })
  return suggestions.find(({ source }) => source === 'greedy')
}

/** The names that the speller would give. */
async function namesFor(query: Query, index: CatalogIndex, knowledge: Knowledge, k: number): Promise<readonly Name[]> {
  const { products } = await index.info()
  const { spans, hits } = await lookUp(
    query,
    index,
    knowledge,
    { products, vocabulary: english(knowledge.background) },
    undefined,
  )
  return selectContext(spans, hits, k)
}

/** The text itself where its terms cannot be paired with those of the query. */
function inPlace(query: Query, text: string, { channel }: Knowledge): string {
  const readings = align(query, text, channel)
  return readings ? applyEdits(query.raw, editsOf(query, readings)) : text
}
