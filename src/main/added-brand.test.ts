import { beforeAll, describe, expect, it } from 'vitest'
import { loadThresholds } from './knowledge-files.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { createSpeller } from '../speller/speller.ts'
import { settingsFor } from '../speller/testing/settings.ts'

// A brand that looks just like a misspelling of a frequent word, over the sample catalog, as served without a model.

const root = new URL('../../', import.meta.url).pathname
let index: CatalogIndex
let speller: ReturnType<typeof createSpeller>

beforeAll(async () => {
  const { channel } = loadThresholds(`${root}models`)
  index = await openFeedInMemory({ feed: `${root}catalog/sample.tsv`, format: 'auto' })
  const overrides = compileOverrides([])
  speller = createSpeller({
    index,
    log: { append: () => undefined },
    knowledge: shippedKnowledge(),
    overrides: () => overrides,
    settings: settingsFor({ channel, model: channel }),
    newId: () => 'added',
    now: () => new Date(0),
  })
})

describe('a brand that was added at run time', () => {
  const appliedTo = async (query: string) => (await speller.correct(query)).applied

  it('is never corrected, alone or beside other words, until it is removed', async () => {
    expect(await appliedTo('batery case')).toBe('battery case')
    await index.upsert([{ text: 'Batery', form: 'batery', kind: 'brand', count: 1 }])
    for (const query of ['batery', 'batery case', 'travel batery case', 'baterry case'])
      expect(await appliedTo(query), query).toBe(query === 'baterry case' ? 'battery case' : query)
    await index.remove(['batery'])
    expect(await appliedTo('batery case')).toBe('battery case')
  })

  it('is a name like any other where it is no brand', async () => {
    await index.upsert([{ text: 'Batery', form: 'batery', kind: 'term', count: 1 }])
    expect(await appliedTo('batery case')).toBe('battery case')
    await index.remove(['batery'])
  })
})
