import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openFeedInMemory } from '../../src/main/feed-in-memory.ts'
import { loadKnowledge } from '../../src/main/knowledge-files.ts'
import { selectContext } from '../../src/speller/context.ts'
import { lookUp } from '../../src/speller/lookup.ts'
import { parseQuery } from '../../src/speller/normalise.ts'
import type { CatalogIndex } from '../../src/speller/ports.ts'
import { english } from '../../src/speller/vocabulary.ts'
import { namesNear } from './names-near.ts'

const knowledge = loadKnowledge('models')
const gold = readFileSync('eval/gold.jsonl', 'utf8').trimEnd().split('\n')
const queries = gold.map((line) => (JSON.parse(line) as { query: string }).query)

let index: CatalogIndex
beforeAll(async () => {
  index = await openFeedInMemory({ feed: 'catalog/sample.tsv' })
})

describe('namesNear', () => {
  it('gives for training what the speller gives the model: brands of longer windows, and names that only sound alike, too', async () => {
    const { products } = await index.info()
    const facts = { products, vocabulary: english(knowledge.background) }
    // every fourth, and some of each kind that plain nearness would miss
    const asked = [...queries.filter((_, i) => i % 4 === 0), 'kitchen fosset', 'seven 8 brand 7 up cans', 'wd 40 spray']
    for (const query of asked)
      for (const k of [8, 16]) {
        const { spans, hits } = await lookUp(parseQuery(query), index, knowledge, facts, undefined)
        expect(await namesNear(index, query, knowledge.channel, k), query).toEqual(selectContext(spans, hits, k))
      }
  })
})
