import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteFile, type ColumnSource } from 'hyparquet-writer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readQueries } from '../ingest/read-queries.ts'
import { readQueryLog } from '../ingest/read-query-log.ts'
import { runQueryLogCommand } from './query-log-command.ts'
import { runLogCommand } from './testing/run-log-command.ts'

const sample = 'catalog/query-log.parquet'
let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'querymend-query-log-'))))
afterEach(() => rm(dir, { recursive: true }))

const run = (args: string) => runLogCommand(runQueryLogCommand, args.replaceAll('DIR', dir).split(' ').filter(Boolean))
const lines = async (name: string) => (await readFile(join(dir, 'out', name), 'utf8')).trimEnd().split('\n')

/** A log of text columns, as other writers make it, with these columns changed or left out. */
function writeLog(name: string, changes: Readonly<Record<string, ColumnSource['data'] | undefined>>) {
  const columns = {
    session_id: ['s1', 's1'],
    prefixes: [['nikee', 'nike'], ['nike']],
    final_search_term: ['nike', 'nike shoes'],
    search_time: ['2026-01-05 09:00:00', '2026-01-05T09:01:00Z'],
    popularity: [7, 8],
    ...changes,
  }
  const isList = (data: unknown) => Array.isArray(data) && data.some(Array.isArray)
  parquetWriteFile({
    filename: join(dir, name),
    columnData: Object.entries(columns).flatMap(([column, data]) =>
      data === undefined ? [] : [isList(data) ? { name: column, data, type: 'JSON' as const } : { name: column, data }],
    ),
  })
}

describe('runQueryLogCommand', () => {
  it('makes popular queries, repaired slips and session pairs of the sample', async () => {
    const { code, stdout, stderr } = await run(`${sample} --out DIR/out`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(
      `16 searches: 11 popular queries, 8 repaired slips, 4 session pairs; written to ${join(dir, 'out')}\n`,
    )
    expect((await lines('repairs.tsv')).slice(0, 3)).toEqual([
      'typed\trepaired\tcount',
      'bayb\tbaby\t1',
      'blcok\tblock\t1',
    ])
    expect(await lines('sessions.tsv')).toContain('running shoes\trunning socks\t1')
    expect((await readFile(join(dir, 'out/queries.tsv'), 'utf8')).includes('holiday')).toBe(false)
  })

  it('writes queries as ingestion reads them', async () => {
    await run(`${sample} --out DIR/out`)
    const queries = []
    for await (const query of readQueries(join(dir, 'out/queries.tsv'))) queries.push(query)
    expect(queries).toHaveLength(11)
    expect(queries[0]).toEqual({ query: 'running shoes', count: 412 })
  })

  it('takes several files as one log, and the same files give the same again', async () => {
    const { stdout } = await run(`${sample} ${sample} --out DIR/out --min-count 1`)
    expect(stdout).toMatch(/^32 searches: 12 popular queries/)
    const first = await Promise.all((await readdir(join(dir, 'out'))).map(lines))
    await run(`${sample} ${sample} --out DIR/out --min-count 1`)
    expect(await Promise.all((await readdir(join(dir, 'out'))).map(lines))).toEqual(first)
  })

  it('leaves rows out that hold no search, and says how many and why', async () => {
    writeLog('nulls.parquet', {
      session_id: ['s1', 's1', null, 's1', 's1', 's1'],
      prefixes: [['nikee', null, 'nike'], null, ['a'], ['a'], ['a'], ['a']],
      final_search_term: ['nike', 'nike shoes', 'asics', null, 'puma', 'fila'],
      search_time: Array.from({ length: 6 }, (_, i) => `2026-01-05 09:0${i}:00`),
      popularity: [7, 8, 9, 9, null, 0],
    })
    const { code, stdout } = await run('DIR/nulls.parquet --out DIR/out')
    expect(code).toBe(0)
    const told = `Left out: 4 rows, first ${join(dir, 'nulls.parquet')}: row 3 has no text or number in session_id`
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^2 searches: 2 popular queries, 1 repaired slips, 1 session pairs;/),
      told,
    ])
    expect(await lines('queries.tsv')).toEqual(['query\tcount', 'nike shoes\t8', 'nike\t7'])
  })

  it.each([
    ['times as text without zone', ['2026-01-05 09:00:00', '2026-01-05T09:01:00Z']],
    ['times as timestamps', [new Date('2026-01-05T09:00:00Z'), new Date('2026-01-05T09:01:00Z')]],
  ])('reads %s, and session numbers of any size', async (_, search_time) => {
    writeLog('log.parquet', { search_time, session_id: [7n, 7n], popularity: [7n, 8n] })
    const found = []
    for await (const search of readQueryLog(join(dir, 'log.parquet'), expect.unreachable)) found.push(search)
    expect(
      found.map(({ sessionId, time, popularity }) => [sessionId, new Date(time).toISOString(), popularity]),
    ).toEqual([
      ['7', '2026-01-05T09:00:00.000Z', 7],
      ['7', '2026-01-05T09:01:00.000Z', 8],
    ])
    expect(found[0]!.prefixes).toEqual(['nikee', 'nike'])
  })

  it.each([
    [
      'DIR/none.parquet --out DIR/out',
      /none\.parquet: cannot be read as Parquet: .*ENOENT|none\.parquet: cannot be read/,
    ],
    ['DIR/text.parquet --out DIR/out', /text\.parquet: cannot be read as Parquet/],
    [
      'DIR/columns.parquet --out DIR/out',
      /columns\.parquet: has no column prefixes, popularity; columns as in AmazonQAC/,
    ],
    ['DIR/count.parquet --out DIR/out', /count\.parquet: no row can be used: row 2 has no count in popularity/],
    [`${sample}`, /required option '--out <dir>' not specified/],
    ['--out DIR/out', /missing required argument 'files'/],
    [`${sample} --out DIR/out --min-count 0`, /It must be an integer from 1 on/],
    [`${sample} --out DIR/text.parquet/out`, /cannot be written/],
  ])('exits 2 for %s', async (args, message) => {
    await writeFile(join(dir, 'text.parquet'), 'session_id,prefixes\n')
    writeLog('columns.parquet', { prefixes: undefined, popularity: undefined })
    writeLog('count.parquet', { popularity: [-3, 0] })
    const { code, stderr } = await run(args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(await readdir(dir)).not.toContain('out')
  })
})
