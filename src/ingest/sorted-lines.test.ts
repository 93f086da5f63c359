import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CountedTexts, ranked } from './counted-texts.ts'
import { mergedBlocks } from './merged-blocks.ts'
import { adjacentQueries, sessionLine } from './session-lines.ts'
import { SortedLines } from './sorted-lines.ts'
import { createSpillFolder, type SpillFolder } from './spill-folder.ts'

let folder: SpillFolder
beforeEach(() => void (folder = createSpillFolder()))
afterEach(() => folder.close())

async function listed<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}

const word = fc.constantFrom('', 'a', 'a b', 'a\tb', 'ä', 'é', '日', '😀', '\ufffd', 'z')
const few = fc.integer({ min: 1, max: 4 })

describe('SortedLines', () => {
  it('gives all lines in the order of their UTF-16 units, however few it may hold and read at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 25 }), few, few, async (lines, limit, mostRuns) => {
        const sorted = new SortedLines(folder, limit, mostRuns + 1)
        for (const line of lines) await sorted.add(line)
        expect(await listed(sorted.sorted())).toEqual([...lines].sort())
        await sorted.add('more')
        expect(await listed(sorted.sorted())).toEqual([...lines, 'more'].sort())
      }),
      { numRuns: 30 },
    )
  })

  it('reads lines whole where a file is longer than what is read at once', async () => {
    const lines = Array.from({ length: 9000 }, (_, i) => `${i % 7} ü${'日'.repeat(i % 11)} ${i}`)
    const sorted = new SortedLines(folder, 4000)
    for (const line of lines) await sorted.add(line)
    expect(await listed(sorted.sorted())).toEqual([...lines].sort())
  })
})

describe('mergedBlocks', () => {
  it('closes all sources, also where the reader stops early', async () => {
    let open = 2
    async function* source(lines: readonly string[]) {
      try {
        for (const line of lines) yield [line]
      } finally {
        open--
      }
    }
    const many = Array.from({ length: 5000 }, (_, i) => String(10_000 + i))
    for await (const block of mergedBlocks([source(many), source(many)])) {
      expect(block[0]).toBe('10000')
      break
    }
    expect(open).toBe(0)
  })
})

describe('CountedTexts', () => {
  it('gives what a table of all texts would give, by text and ranked', async () => {
    const counted = fc.array(fc.tuple(fc.constantFrom('a', 'a b', 'ab', 'é', '😀'), fc.nat(9)), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(counted, few, async (given, limit) => {
        const table = new Map<string, number>()
        const texts = new CountedTexts(folder, limit, (one, other) => one + other)
        for (const [text, count] of given) {
          table.set(text, (table.get(text) ?? 0) + count)
          await texts.add(text, count)
        }
        const byText = [...table].sort(([a], [b]) => (a < b ? -1 : 1))
        expect(await listed(texts.byText())).toEqual(byText)
        expect(await listed(ranked(texts.byText(), folder, limit))).toEqual(byText.toSorted(([, n], [, m]) => m - n))
      }),
      { numRuns: 30 },
    )
  })
})

describe('sessionLine', () => {
  it('sorts by session, time and place, and neighbours come back with what lay between them', async () => {
    const search = fc.record({
      session: fc.constantFrom('s', 's\t1', 's\n', '"'),
      time: fc.oneof(fc.integer({ min: -5_000_000, max: 5_000_000 }), fc.constantFrom(-8.64e15, -1, 0, 8.64e15)),
      query: fc.constantFrom('x', 'y y', 'z'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(search, { maxLength: 12 }), async (searches) => {
        const lines = searches.map(({ session, time, query }, i) => sessionLine(session, time, i, query)).sort()
        async function* stream() {
          yield* lines
        }
        const wanted = [...new Set(searches.map(({ session }) => session))].flatMap((id) => {
          const own = searches.filter(({ session }) => session === id).toSorted((a, b) => a.time - b.time)
          return own
            .slice(1)
            .flatMap(({ time, query }, i) =>
              time - own[i]!.time <= 1_800_000 && query !== own[i]!.query ? [`${own[i]!.query}\t${query}`] : [],
            )
        })
        expect([...(await listed(adjacentQueries(stream())))].sort()).toEqual(wanted.sort())
      }),
    )
  })
})
