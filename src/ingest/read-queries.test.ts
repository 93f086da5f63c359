import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readQueries } from './read-queries.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-queries-'))
})
afterEach(() => rm(dir, { recursive: true }))

async function read(text: string) {
  const path = join(dir, 'queries.tsv')
  await writeFile(path, text)
  const queries: string[] = []
  for await (const { query, count } of readQueries(path)) queries.push(`${query} ${count}`)
  return queries
}

describe('readQueries', () => {
  it.each([
    'query',
    '"Query"',
    'search_term',
    'Search terms',
    'final_search_term',
    'keywords',
    'query\tcount',
    'search\t',
  ])('skips the header %j', async (header) => {
    const hasCounts = header.includes('\t')
    expect(await read(`${header}\nnike shoes${hasCounts ? '\t7' : ''}\n`)).toEqual([`nike shoes ${hasCounts ? 7 : 1}`])
  })

  it.each([
    ['search lights\nnike\n', ['search lights 1', 'nike 1']],
    ['search lights\t12\n', ['search lights 12']],
    ['query\t3\n', ['query 3']],
    ['nike\nquery\n', ['nike 1', 'query 1']],
    ['\nnike\t2\n\n', ['nike 2']],
  ])('reads %j', async (text, expected) => {
    expect(await read(text)).toEqual(expected)
  })

  it.each(['nike\t0', 'nike\tmany', 'nike\t'])('refuses %j, naming the line', async (line) => {
    await expect(read(`puma\t1\n${line}\n`)).rejects.toMatchObject({
      code: 'catalog_invalid',
      message: expect.stringMatching(/queries\.tsv:2: .*is no count/) as string,
    })
  })
})
