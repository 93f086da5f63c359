import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { SpellerError } from '../speller/errors.ts'
import { productOf, textsOf, type Product } from './product.ts'
import type { PopularQuery } from './read-queries.ts'
import { createLineReader, type LineReader } from './read-lines.ts'
import { gunzip } from './streams.ts'

export interface RecordedQuery extends PopularQuery {
  readonly locale?: string
}
export type Recorded = { readonly product: Product } | { readonly query: RecordedQuery }

/** What a generation is made from, in the making. */
export interface RecordWriter {
  /** A promise when the disk is slower than the feed: to be waited for. */
  add(recorded: Recorded): Promise<void> | undefined
  /** Durable when it resolves; the record is now the one of that generation. */
  place(generation: string): Promise<void>
  discard(): Promise<void>
}

export interface ProductRecords {
  /** `locale`: that of products that name none in the whole feed; null: none. Absent: not known. */
  begin(locale?: string | null): Promise<RecordWriter>
  /** The locale with which it was begun. */
  localeOf(generation: string): Promise<string | null | undefined>
  has(generation: string): Promise<boolean>
  /** True without any record, so that no generation can have one. */
  isEmpty(): Promise<boolean>
  /** In the order in which they were added. Fails with `catalog_invalid` when the record is damaged. */
  read(generation: string): AsyncGenerator<Recorded>
  /** Removes the records of all other generations. */
  keep(generations: readonly string[]): Promise<void>
}

const formatVersion = 1
const suffix = '.jsonl.gz'
const bufferedLength = 64 * 1024

/**
 * `<dataDir>/products/<generation>.jsonl.gz`: the products and popular queries of a generation, from which the next one is
 * built when a feed holds changes only. A line is a product `[id, title, brand, productType, locale]`, empty ends left out,
 * or `{query, count, locale?}`; the first says which version, and the whole feed's locale, the last how many lines stand before it.
 */
export function productRecords(dataDir: string): ProductRecords {
  const dir = join(dataDir, 'products')
  const pathOf = (generation: string) => join(dir, generation + suffix)
  return {
    async begin(locale) {
      await mkdir(dir, { recursive: true })
      return beginRecord(join(dir, 'next.tmp'), pathOf, locale)
    },
    async localeOf(generation) {
      const lines = linesOf(pathOf(generation))
      const first = await lines.next()
      await lines.close()
      return first && (parse(first.text) as Partial<Header> | undefined)?.locale
    },
    has: (generation) =>
      stat(pathOf(generation)).then(
        () => true,
        () => false,
      ),
    isEmpty: () =>
      readdir(dir).then(
        (files) => files.length === 0,
        () => true,
      ),
    read: (generation) => readRecord(pathOf(generation)),
    async keep(generations) {
      const kept = new Set(generations.map((generation) => generation + suffix))
      for (const file of await readdir(dir)) {
        if (!kept.has(file)) await rm(join(dir, file), { force: true })
      }
    },
  }
}

interface Header {
  readonly version: number
  /** See `ProductRecords.begin`. */
  readonly locale?: string | null | undefined
}

function beginRecord(
  temporary: string,
  pathOf: (generation: string) => string,
  locale: string | null | undefined,
): RecordWriter {
  const gzip = createGzip({ level: 1 })
  const file = gzip.pipe(createWriteStream(temporary))
  // Both stay with their streams until somebody waits for them.
  const written = finished(file)
  written.catch((error: Error) => gzip.destroy(error))
  gzip.on('error', () => file.destroy())
  let buffered = JSON.stringify({ version: formatVersion, locale } satisfies Header) + '\n'
  let lines = 0
  const write = () => {
    const isTaken = gzip.write(buffered)
    buffered = ''
    return isTaken ? undefined : Promise.race([once(gzip, 'drain').then(() => undefined), written])
  }
  return {
    add(recorded) {
      lines++
      buffered += lineOf(recorded)
      return buffered.length < bufferedLength ? undefined : write()
    },
    async place(generation) {
      buffered += JSON.stringify({ lines }) + '\n'
      await write()
      gzip.end()
      await written
      const handle = await open(temporary, 'r')
      await handle.sync().finally(() => handle.close())
      await rename(temporary, pathOf(generation))
    },
    async discard() {
      gzip.destroy()
      file.destroy()
      await written.catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}

function lineOf(recorded: Recorded): string {
  if ('query' in recorded) return JSON.stringify(recorded.query) + '\n'
  const texts = textsOf(recorded.product)
  return (texts.some(isEscaped) ? JSON.stringify(texts) : `["${texts.join('","')}"]`) + '\n'
}

/** Whether JSON writes some character of the text otherwise. */
function isEscaped(text: string): boolean {
  return escaped.test(text)
}

const escaped = /["\\\p{Cc}\p{Cs}]/u

async function* readRecord(path: string): AsyncGenerator<Recorded> {
  const damaged = (line: number) =>
    new SpellerError('catalog_invalid', `${path}:${line}: the record of products is damaged; ingest a whole feed`)
  let last = 0
  let end: number | undefined
  const lines = linesOf(path)
  try {
    for (;;) {
      const read = lines.next()
      const found = read instanceof Promise ? await read : read
      if (found === undefined) break
      const value = parse(found.text)
      last = found.line
      if (last === 1) {
        if ((value as Partial<Header> | undefined)?.version !== formatVersion) throw damaged(last)
      } else if (Array.isArray(value)) yield { product: productOf(value as string[]) }
      else if (value !== undefined && 'query' in value) yield { query: value as RecordedQuery }
      else if (value !== undefined && 'lines' in value) end = value.lines as number
      else throw damaged(last)
    }
  } finally {
    await lines.close()
  }
  if (end !== last - 2) throw damaged(last)
}

function linesOf(path: string): LineReader {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer
  }
  return createLineReader(gunzip(bytes(), path), Infinity)
}

function parse(text: string): object | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
