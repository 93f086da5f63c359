import { describe, expect, it } from 'vitest'
import { openFeed } from '../read-feed.ts'
import { readAll } from '../testing/entries.ts'

const server = process.env.DATABASE_URL
const read = async (url: string, query: string) => {
  const reading = await openFeed(url, { query, columns: { id: 'sku', title: 'name' } })
  return { ...(await readAll(reading.entries)), sha256: await reading.sha256() }
}

describe.skipIf(server === undefined)('a PostgreSQL query as a feed (needs DATABASE_URL)', () => {
  it('gives its rows in batches, numbered, with columns mapped', async () => {
    const query = `select i as sku, case when i = 4999 then null else 'Title ' || i end as name, 'Bosch' as brand
      from generate_series(1, 5000) as i order by i;`
    const { products, rejects, sha256 } = await read(server!, query)
    expect(products).toHaveLength(4999)
    expect(products[0]).toEqual({ line: 1, id: '1', title: 'Title 1', brand: 'Bosch' })
    expect(rejects).toEqual([[4999, 'no_title']])
    expect((await read(server!, query)).sha256).toBe(sha256)
    expect((await read(server!, query.replace('Bosch', 'Makita'))).sha256).not.toBe(sha256)
  })

  it('lets go of the connection when the reading stops early', async () => {
    const { entries } = await openFeed(server!, {
      query: 'select i as id, i as title from generate_series(1, 100000) i',
    })
    expect((await entries.next()).value).toMatchObject({ line: 1 })
    await entries.return(undefined)
  })

  it.each([
    ['a mistake', 'selec 1', /the database refuses: syntax error.*\(at character 1 of the query\)/],
    ['a missing table', 'select * from nothing_here', /the database refuses: relation "nothing_here" does not exist/],
    ['a change', 'create table here_now (i int)', /refuses: cannot execute CREATE TABLE in a read-only transaction/],
    ['two statements', 'select 1; select 2', /refuses: cannot insert multiple commands/],
    ['the wrong columns', 'select 1 as a', /has no "sku" column/],
  ])('refuses %s', async (_what, query, message) => {
    await expect(read(server!, query)).rejects.toThrow(message)
  })
})

describe('a PostgreSQL query as a feed', () => {
  const url = 'postgres://app:secret@127.0.0.1:9/shop'

  it('names the database that it cannot reach, without the password', async () => {
    const failure = await read(url, 'select 1').catch((error: unknown) => error as Error)
    expect(failure).toMatchObject({ code: 'feed_failed' })
    expect((failure as Error).message).toMatch(/^postgres:\/\/127\.0\.0\.1:9\/shop: the query failed: /)
    expect((failure as Error).message).not.toMatch(/secret|app/)
  })

  it('refuses options that do not fit, saying what to do', async () => {
    await expect(openFeed(url)).rejects.toThrow(/127\.0\.0\.1:9\/shop: a database needs a query, such as --query/)
    await expect(openFeed(url, { query: ' ; ' })).rejects.toThrow(/a database needs a query/)
    await expect(openFeed(url, { query: 'select 1', format: 'csv' })).rejects.toThrow(/leave --format out/)
    await expect(openFeed('feed.csv', { query: 'select 1' })).rejects.toThrow(/a query needs a postgres:\/\/ feed/)
    await expect(read('postgres://app:se%cret@[::/shop', 'select 1')).rejects.toThrow(/is no address of a database/)
  })
})
