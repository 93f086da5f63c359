import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileStore } from '../ingest/testing/file-store.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CommandContext } from './ingest-command.ts'
import { runIngest } from './testing/run-ingest.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'querymend-ingest-command-'))
  await writeFile(join(dir, 'feed.csv'), 'id,title\n1,Nike Air Max\n2,\n2,Samba\n')
})
afterEach(() => rm(dir, { recursive: true }))

const run = (args: readonly string[], context?: Parameters<typeof runIngest>[2]) => runIngest(dir, args, context)

describe('runIngestCommand', () => {
  it('prints a summary, and lines of progress where there is no terminal', async () => {
    const { code, stdout, stderr } = await run(['DIR/feed.csv'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^outcome +live now$/m)
    expect(stdout).toMatch(/^products +2$/m)
    expect(stdout).toMatch(/^refused +1 \(no_title 1\)$/m)
    expect(stdout).toMatch(/^refused lines +.*feed\.csv\.rejects\.jsonl$/m)
    expect(stdout).toMatch(/^names +\d+ \(term \d+/m)
    expect(stderr).toMatch(/^reading: \d+% of 0\.0 MB, 0 products/m)
    expect(stderr).toMatch(/^committing: 100%, \d+ names and bigrams/m)
  })

  it('draws a bar with rate and ETA on a terminal', async () => {
    const { code, stderr } = await run(['DIR/feed.csv'], { isTTY: true })
    expect(code).toBe(0)
    expect(stderr).toMatch(/reading .*100%.*ETA.*2 products, [\d,]+\/s, 1 refused/)
  })

  it('shows what it has read where the source does not say how long it is', async () => {
    const server = createServer((_request, response) => {
      response.write('id,title\n1,Tea\n')
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.csv`
      expect((await run([address])).stderr).toMatch(/^reading: 0\.0 MB, 0 products$/m)
      const onTerminal = await run([address, '--force'], { isTTY: true })
      expect(onTerminal.stderr).toMatch(/reading +0\.0 MB \| 1 products, [\d,]+\/s/)
      expect(onTerminal.stdout).toMatch(/^feed +http:\/\/127\.0\.0\.1:\d+\/feed\.csv \(csv\)$/m)
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  it('reads columns by the names that the shop gives', async () => {
    await writeFile(join(dir, 'own.csv'), 'sku;name;maker\n1;Air Max;Nike\n')
    const { code } = await run(['DIR/own.csv', '--columns', 'id=sku,title=name,brand=maker', '--quiet'])
    expect(code).toBe(0)
    const names = (await createFileStore(join(dir, 'store')).read())!.names.map((line) => JSON.parse(line) as unknown)
    expect(names).toContainEqual(expect.objectContaining({ form: 'nike', kind: 'brand' }))
  })

  it('takes the locale of each product from its column, else from --locale', async () => {
    await writeFile(join(dir, 'locales.csv'), 'id,title,locale\n1,Müsli,de_DE\n2,Muesli,\n3,Musli,english\n')
    const { code, stdout } = await run(['DIR/locales.csv', '--locale', 'en-gb'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^refused +1 \(unknown_locale 1\)$/m)
    const names = (await createFileStore(join(dir, 'store')).read())!.names.map((line) => JSON.parse(line) as unknown)
    expect(names).toEqual([
      { text: 'Muesli', form: 'muesli', kind: 'term', count: 1, locale: 'en-GB' },
      { text: 'Müsli', form: 'musli', kind: 'term', count: 1, locale: 'de-DE' },
    ])
  })

  it('says which locale the records of a delta are read in, and what is there in another', async () => {
    await run(['DIR/feed.csv', '--locale', 'de', '--quiet'])
    await writeFile(join(dir, 'delta.csv'), 'id,title,op\n1,Air Force,\n2,,delete\n')
    const same = (await run(['DIR/delta.csv', '--delta', '--dry-run'])).stdout
    expect(same).toMatch(/^changes +0 added, 1 changed, 0 unchanged, 1 deleted$/m)
    expect(same).toMatch(/^locale +de for records that name none, as in the whole feed$/m)
    expect(same).not.toMatch(/^to check/m)
    const other = (await run(['DIR/delta.csv', '--delta', '--locale', 'fr'])).stdout
    expect(other).toMatch(/^changes .* 0 deleted, 1 deletion of products that were not there$/m)
    expect(other).toMatch(/^locale +fr for records that name none; that of the whole feed is de$/m)
    expect(other).toMatch(
      /^to check +2 added, or not there, by the id of .*: where .*, leave --locale out, or give de$/m,
    )
  })

  it('says that no product names a brand, and what to do', async () => {
    expect((await run(['DIR/feed.csv'])).stdout).toMatch(/^brands +none: .*--columns brand=/m)
    await writeFile(join(dir, 'feed.csv'), 'id,title,brand\n1,Air Max,Nike\n')
    expect((await run(['DIR/feed.csv'])).stdout).not.toMatch(/^brands /m)
  })

  it('says that a feed is live already', async () => {
    await run(['DIR/feed.csv', '--quiet'])
    expect((await run(['DIR/feed.csv'])).stdout).toMatch(/already live/)
    expect((await run(['DIR/feed.csv', '--force'])).stdout).toMatch(/^outcome +live now$/m)
  })

  it('passes locale, format and queries on, and prints nothing when quiet', async () => {
    await writeFile(join(dir, 'queries.txt'), 'query\tcount\nair max\t12\n')
    const args = ['DIR/feed.csv', '--locale', 'de-de', '--format', 'csv', '--queries', 'DIR/queries.txt', '--quiet']
    expect(await run(args)).toEqual({ code: 0, stdout: '', stderr: '' })
    const names = (await createFileStore(join(dir, 'store')).read())!.names.map((line) => JSON.parse(line) as unknown)
    expect(names).toContainEqual(expect.objectContaining({ form: 'air max', kind: 'query', locale: 'de-DE' }))
  })

  it('shows on a dry run which names would come and go, brands first', async () => {
    await writeFile(join(dir, 'old.csv'), 'id,title,brand\n1,Air Max,Nike\n2,Air Force,Nike\n')
    await run(['DIR/old.csv', '--quiet'])
    const { code, stdout } = await run(['DIR/feed.csv', '--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^names gained +1 \(term 1\)\n {2}others +Samba \(1\)$/m)
    expect(stdout).toMatch(/^names lost +1 \(term 1\)\n {2}others +Force \(1\)$/m)
    expect(stdout).toMatch(/^first refused +line 3: no_title$/m)
  })

  it('opens no store for a dry run where no catalog was made', async () => {
    const { code, stdout } = await run(['DIR/feed.csv', '--dry-run'], {
      openStore: () => Promise.reject(new Error('not to be opened')),
    })
    expect([code, stdout.includes('dry run')]).toEqual([0, true])
    expect(await readdir(dir)).not.toContain('store')
  })

  it.each([
    ['no file', [], /missing required argument 'feed'/],
    [
      'an unknown format',
      ['DIR/feed.csv', '--format', 'xlsx'],
      /Allowed choices are auto, tsv, csv, shopify-csv, jsonl, merchant-xml, parquet/,
    ],
    ['a bad locale', ['DIR/feed.csv', '--locale', 'd?'], /no BCP 47 language tag/],
    ['a bad column map', ['DIR/feed.csv', '--columns', 'price=cost'], /"price=cost" is no field=column/],
    ['a column that is not there', ['DIR/feed.csv', '--columns', 'id=sku'], /feed\.csv:1: .*no "sku" column/],
    ['a database without a query', ['postgres://me:secret@db/shop'], /postgres:\/\/db\/shop: a database needs a query/],
    ['an unknown option', ['DIR/feed.csv', '--frce'], /unknown option '--frce'/],
    ['a missing feed', ['DIR/none.csv'], /none\.csv: cannot be read: there is no such file/],
    ['a missing list of queries', ['DIR/feed.csv', '--queries', 'DIR/none.txt'], /none\.txt: cannot be read/],
    [
      'a feed without products',
      ['DIR/feed.csv', '--format', 'jsonl'],
      /no usable product: all 4 records .* line 1: broken_json/,
    ],
  ])('exits 2 on %s, saying what and where', async (_what, args, message) => {
    const { code, stderr } = await run(args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })

  it('exits 2 on a bad count of a query, naming the line', async () => {
    await writeFile(join(dir, 'queries.txt'), 'air max\t12\nsamba\tmany\n')
    const { code, stderr } = await run(['DIR/feed.csv', '--queries', 'DIR/queries.txt'])
    expect(stderr).toMatch(/queries\.txt:2: "many" is no count/)
    expect(code).toBe(2)
  })

  it('warns of a file of rules that is named and not there', async () => {
    const rules = join(dir, 'rules.jsonl')
    const env = { QUERYMEND_DATA: join(dir, 'data'), QUERYMEND_OVERRIDES: rules }
    const { code, stderr } = await run(['DIR/feed.csv', '--dry-run'], { env })
    expect([code, stderr.split('\n')[0]]).toEqual([
      0,
      `${rules} is not there: no rules protect, map or never (QUERYMEND_OVERRIDES)`,
    ])
    await writeFile(rules, '')
    expect((await run(['DIR/feed.csv', '--dry-run'], { env })).stderr).not.toContain('is not there')
  })

  it('exits 2 on wrong settings', async () => {
    const { code, stderr } = await run(['DIR/feed.csv'], { env: { PORT: 'x' } })
    expect([code, /PORT/.test(stderr)]).toEqual([2, true])
    const blocked = await run(['DIR/feed.csv'], { env: { QUERYMEND_DATA: join(dir, 'feed.csv', 'data') } })
    expect([blocked.code, /feed\.csv\/data cannot be used \(/.test(blocked.stderr)]).toEqual([2, true])
  })

  it('exits 1 when the store fails or the disk is full, which is no bug', async () => {
    const openStore = () => Promise.reject(new SpellerError('index_failed', 'Qdrant is away'))
    const away = await run(['DIR/feed.csv'], { openStore })
    expect([away.code, /Qdrant is away/.test(away.stderr)]).toEqual([1, true])
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    })
    const full = await run(['DIR/feed.csv'], { openStore: () => Promise.reject(noSpace) })
    expect(full.code).toBe(1)
    expect(full.stderr).toContain(`ENOSPC: no space left on device, write (data directory: ${join(dir, 'data')})`)
  })

  it.each([true, false])('says that the store is waited for, and goes on (on a terminal: %s)', async (isTTY) => {
    const openStore: CommandContext['openStore'] = async (_config, { onWait }) => {
      const store = createFileStore(join(dir, `store-${isTTY}`))
      const build: typeof store.build = async (options) => {
        const builder = await store.build(options)
        const addNames: typeof builder.addNames = async (names) => {
          onWait('Waiting for the store')
          await builder.addNames(names)
        }
        return { ...builder, addNames }
      }
      return { ...store, build }
    }
    const { code, stderr } = await run(['DIR/feed.csv'], { isTTY, openStore })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/writing[^]*\nWaiting for the store\n[^]*committing/)])
    expect((await run(['DIR/feed.csv', '--force', '--quiet'], { isTTY, openStore })).stderr).toBe('')
  })

  it('exits 130 when interrupted', async () => {
    const { code, stderr } = await run(['DIR/feed.csv'], { signal: AbortSignal.abort() })
    expect([code, /Interrupted/.test(stderr)]).toEqual([130, true])
  })

  it('exits 0 after help', async () => {
    const { code, stdout } = await run(['--help'])
    expect([code, /--dry-run/.test(stdout)]).toEqual([0, true])
  })
})
