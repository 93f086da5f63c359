import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadThresholds } from './knowledge-files.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { shippedKnowledge } from './testing/shipped-knowledge.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { createSpeller } from '../speller/speller.ts'
import { settingsFor } from '../speller/testing/settings.ts'

// A brand that looks just like a misspelling of a frequent word, over a part of the sample catalog, as served without a model.

const root = new URL('../../', import.meta.url).pathname
let dir: string
let index: CatalogIndex
let speller: ReturnType<typeof createSpeller>

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-added-'))
  const { channel } = loadThresholds(`${root}models`)
  const [header, ...products] = (await readFile(`${root}catalog/sample.tsv`, 'utf8')).split('\n')
  const feed = join(dir, 'feed.tsv')
  await writeFile(feed, [header, ...products.filter((line) => /battery|travel| case /i.test(line))].join('\n'))
  index = await openFeedInMemory({ feed })
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
afterAll(() => rm(dir, { recursive: true }))

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
