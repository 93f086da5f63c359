import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { normalise } from '../speller/normalise.ts'
import { collectQueryLog } from './query-log.ts'
import type { LoggedSearch } from './read-query-log.ts'

const search = (sessionId: string, minute: number, finalTerm: string, popularity = 9): LoggedSearch => ({
  ...{ sessionId, finalTerm, popularity, prefixes: [] },
  time: minute * 60_000,
})
async function* stream(searches: readonly LoggedSearch[]) {
  yield* searches
}

async function listed<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}

async function collected(...given: Parameters<typeof collectQueryLog>) {
  const found = await collectQueryLog(...given)
  try {
    const [queries, repairs] = [await listed(found.queries()), await listed(found.repairs())]
    return { searches: found.searches, queries, repairs, sessions: await listed(found.sessions()) }
  } finally {
    await found.close()
  }
}

const spilled = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('querymend-spill-'))

/** The same in the plainest way, with everything in memory. */
function byTables(log: readonly LoggedSearch[], minCount: number) {
  const all = log.map((own) => ({ ...own, query: normalise(own.finalTerm) })).filter(({ query }) => query !== '')
  const popularity = (query: string) =>
    Math.max(...all.filter((own) => own.query === query).map((own) => own.popularity))
  const usualForm = (query: string) =>
    all
      .filter((own) => own.query === query && own.popularity === popularity(query))
      .map(({ finalTerm }) => finalTerm.trim())
      .sort()[0]!
  const shared = [...new Set(all.map(({ query }) => query))].filter((query) => popularity(query) >= minCount)
  const pairs = [...new Set(all.map(({ sessionId }) => sessionId))].flatMap((id) => {
    const known = all.filter(({ sessionId, time }) => sessionId === id && !Number.isNaN(time))
    const session = known.toSorted((a, b) => a.time - b.time)
    return session.slice(1).flatMap(({ query, time }, i) => {
      const { query: previous, time: before } = session[i]!
      const isPair =
        time - before <= 30 * 60_000 && query !== previous && [query, previous].every((own) => shared.includes(own))
      return isPair ? [`${previous}\t${query}`] : []
    })
  })
  const byCount = <Row extends { readonly count: number }>(rows: readonly Row[], textOf: (row: Row) => string) =>
    rows.toSorted((a, b) => b.count - a.count || (textOf(a) < textOf(b) ? -1 : 1))
  return {
    queries: byCount(
      shared.map((query) => ({ key: query, query: usualForm(query), count: popularity(query) })),
      ({ key }) => key,
    ).map(({ query, count }) => ({ query, count })),
    sessions: byCount(
      [...new Set(pairs)].map((pair) => {
        const [previous, query] = pair.split('\t') as [string, string]
        return { previous, query, count: pairs.filter((other) => other === pair).length }
      }),
      ({ previous, query }) => `${previous}\t${query}`,
    ),
  }
}

describe('collectQueryLog', () => {
  it('gives a query in the form that was searched for most often', async () => {
    const log = [
      search('a', 0, 'Kuhlschrank', 5),
      search('b', 0, ' K\u00fchlschrank ', 40),
      search('c', 0, 'kuhlschrank', 30),
    ]
    const { queries } = await collected(stream([...log, search('d', 0, 'Bad!', 9)]), 5)
    expect(queries).toEqual([
      { query: 'K\u00fchlschrank', count: 40 },
      { query: 'Bad!', count: 9 },
    ])
  })

  it('gives queries once, with the highest popularity the log says, and none that few share', async () => {
    const { queries, searches } = await collected(
      stream([
        search('a', 1, 'Nike!', 7),
        search('b', 1, 'nike', 8),
        search('c', 1, 'my name', 4),
        search('d', 1, '?', 99),
      ]),
      5,
    )
    expect([searches, queries]).toEqual([4, [{ query: 'nike', count: 8 }]])
  })

  it('pairs a query with the next other one of its session, soon after, whatever the order of the file', async () => {
    const { sessions } = await collected(
      stream([
        search('a', 3, 'running socks'),
        search('a', 1, 'running shoes'),
        search('b', 2, 'dog food'),
        search('a', 2, 'Running Shoes'),
        search('a', 34, 'yoga mat'),
        search('c', 1, 'running shoes'),
        search('c', 2, 'running socks'),
        search('d', 1, 'dog food'),
        search('d', 2, 'rare words', 1),
        search('e', NaN, 'dog food'),
        search('e', NaN, 'yoga mat'),
      ]),
      5,
    )
    expect(sessions).toEqual([{ previous: 'running shoes', query: 'running socks', count: 2 }])
  })

  it('counts slips', async () => {
    const slip = (session: string) => ({ ...search(session, 1, 'nike'), prefixes: ['nikee ', 'nik'] })
    const { repairs } = await collected(stream([slip('a'), slip('b'), search('c', 1, 'nike')]), 1)
    expect(repairs).toEqual([{ typed: 'nikee', repaired: 'nike', count: 2 }])
  })

  it('gives the same whatever the order of the log, where times differ', async () => {
    const searches = fc.uniqueArray(
      fc.record({ session: fc.constantFrom('a', 'b'), minute: fc.nat(60), query: fc.constantFrom('x', 'y', 'z') }),
      { selector: ({ minute }) => minute, maxLength: 15 },
    )
    await fc.assert(
      fc.asyncProperty(searches, async (given) => {
        const log = given.map(({ session, minute, query }) => search(session, minute, query))
        const found = await collected(stream(log), 1)
        expect(await collected(stream([...log].reverse()), 1)).toEqual(found)
        expect(found.sessions.every(({ previous, query }) => previous !== query)).toBe(true)
      }),
    )
  })

  it('gives the same however few searches it may hold, and leaves no file behind', async () => {
    const before = await spilled()
    const searches = fc.array(
      fc.record({
        session: fc.constantFrom('a', 'b', 'ü', 'd'),
        minute: fc.oneof(fc.integer({ min: -40, max: 60 }), fc.constant(NaN)),
        query: fc.constantFrom('nike', 'nike air', 'puma', 'x'),
        slip: fc.constantFrom([], ['nikke ', 'ni'], ['pumma ', 'pu']),
        popularity: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 15 },
    )
    await fc.assert(
      fc.asyncProperty(searches, fc.integer({ min: 1, max: 6 }), async (given, held) => {
        const log = given.map(({ session, minute, query, slip, popularity }) => ({
          ...search(session, minute, query, popularity),
          prefixes: slip,
        }))
        expect(await collected(stream(log), 3, held)).toEqual(await collected(stream(log), 3, Infinity))
      }),
      { numRuns: 15 },
    )
    async function* broken() {
      yield* [search('a', 1, 'x'), search('b', 1, 'x')]
      throw new Error('row 3 is damaged')
    }
    await expect(collectQueryLog(broken(), 1, 1)).rejects.toThrow('row 3 is damaged')
    expect(await spilled()).toEqual(before)
  })

  it('gives what tables of all queries and all sessions would give', async () => {
    const searches = fc.array(
      fc.record({
        session: fc.constantFrom('a', 'b', 'ü'),
        minute: fc.oneof(fc.nat(60), fc.constant(NaN)),
        query: fc.constantFrom('x', 'X!', 'y', 'Y', 'z', '?'),
        popularity: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 20 },
    )
    const few = fc.integer({ min: 1, max: 4 })
    await fc.assert(
      fc.asyncProperty(searches, few, few, async (given, minCount, held) => {
        const log = given.map(({ session, minute, query, popularity }) => search(session, minute, query, popularity))
        const { queries, sessions } = await collected(stream(log), minCount, held)
        expect({ queries, sessions }).toEqual(byTables(log, minCount))
      }),
      { numRuns: 50 },
    )
  })

  it('says which folder cannot hold what is too much for memory', async () => {
    vi.stubEnv('TMPDIR', '/no/such/folder')
    try {
      await expect(collectQueryLog(stream([search('a', 1, 'x')]), 1, 1)).rejects.toThrow(
        /^\/no\/such\/folder: .*set TMPDIR/,
      )
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
