import { openFeedInMemory } from '../../src/main/feed-in-memory.ts'
import { readExclusions } from '../../src/main/gold-files.ts'
import type { GoldSet } from '../../src/evaluate/gold.ts'
import { countBucket, maxContext, selectContext } from '../../src/speller/context.ts'
import type { Knowledge } from '../../src/speller/knowledge.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { normalise, parseQuery } from '../../src/speller/normalise.ts'
import { english } from '../../src/speller/vocabulary.ts'

/** A query that somebody typed, as the examples of `build-examples.ts` are, with the name of its set as slice. */
export interface GoldExample {
  readonly q: string
  readonly t: string
  readonly n: readonly (readonly ['b' | 't', number, string])[]
  readonly s: string
}

/**
 * The cases of gold sets with the names that the speller finds for them in a feed, less what a set is `without`. Of several right texts
 * the first counts. Queries without a letter or digit are left out.
 */
export async function goldExamples(
  sets: readonly GoldSet[],
  feed: string,
  knowledge: Knowledge,
): Promise<readonly GoldExample[]> {
  const exclusions = await readExclusions(sets)
  const examples: GoldExample[] = []
  for (const { name, cases, without } of sets) {
    const isExcluded = without === undefined ? undefined : exclusions.get(without)!.isExcluded
    const index = await openFeedInMemory({ feed }, isExcluded)
    const { products } = await index.info()
    const facts = { products, vocabulary: english(knowledge.background) }
    for (const { query: raw, golds, locale } of cases) {
      const query = parseQuery(raw)
      if (query.text === '') continue
      const { spans, hits } = await lookUp(query, index, knowledge, facts, locale)
      const names = selectContext(spans, hits, maxContext)
      const n = names.map(({ kind, count, form }) => [kind === 'brand' ? 'b' : 't', countBucket(count), form] as const)
      examples.push({ q: query.text, t: normalise(golds[0]!), n, s: name })
    }
    await index.close()
  }
  return examples
}
