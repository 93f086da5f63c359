import { describe, expect, it } from 'vitest'
import { openMemoryIndex } from '../adapters/catalog-index/embedded.ts'
import type { CatalogIndex, SearchOptions } from '../speller/ports.ts'
import type { Hit } from '../speller/types.ts'
import { uniteIndices } from './united-index.ts'

const options: SearchOptions = { limit: 2, typingCost: () => 1 }
const hit = (form: string, edits: number, score = 0.5): Hit => ({
  name: { form, text: form, kind: 'term', count: 1 },
  edits,
  score,
})

/** Answers from a table, and says what it was asked. */
function indexOf(table: Readonly<Record<string, readonly Hit[]>>) {
  const asked: string[][] = []
  const index: CatalogIndex = {
    ...openMemoryIndex([{ form: 'nike', text: 'Nike', kind: 'brand', count: 3 }], [], 3),
    search: (spans) => {
      asked.push([...spans])
      return Promise.resolve(spans.map((span) => table[span] ?? []))
    },
  }
  return { index, asked }
}

describe('uniteIndices', () => {
  it('asks the second index only about spans that the first finds nothing near to, and puts its names in by their edits', async () => {
    const first = indexOf({ nikee: [hit('nike', 1)], adidsas: [hit('adidas', 2), hit('audi', 4)], zorbb: [] })
    const second = indexOf({ adidsas: [hit('adios', 3), hit('adidas', 2)], zorbb: [hit('zebra', 5), hit('zorro', 2)] })
    const found = await uniteIndices(first.index, second.index).search(['adidsas', 'nikee', 'zorbb'], options)
    expect(found.map((hits) => hits.map(({ name }) => name.form))).toEqual([['adidas', 'adios'], ['nike'], ['zorro']])
    expect(second.asked).toEqual([['adidsas', 'zorbb']])
  })

  it('asks the first alone where each span is near to a name, and for counts', async () => {
    const first = indexOf({ nikee: [hit('nike', 1)] })
    const second = indexOf({})
    const index = uniteIndices(first.index, second.index)
    expect(await index.search(['nikee'], options)).toEqual([[hit('nike', 1)]])
    expect(await index.counts(['nike'])).toEqual([3])
    expect((await index.info()).products).toBe(3)
    expect(second.asked).toEqual([])
  })
})
