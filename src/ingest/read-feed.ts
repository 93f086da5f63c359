import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { SpellerError } from '../speller/errors.ts'
import { detectFormat, type FeedFormat } from './detect-format.ts'
import type { FeedEntry } from './feed-entry.ts'
import { readCsv } from './read-csv.ts'
import { readJsonLines } from './read-json-lines.ts'
import { readMerchantXml } from './read-merchant-xml.ts'

export interface FeedReading {
  /** Read once; leaving the loop early closes the file. */
  readonly entries: AsyncGenerator<FeedEntry>
  readonly format: FeedFormat
  /** Size of the file, in bytes, packed as it may be. */
  readonly totalBytes: number
  /** Bytes of the file taken so far. */
  bytesRead(): number
  /** Hexadecimal SHA-256 of the bytes of the file; whole once `entries` has ended. */
  sha256(): string
}

/** Opens a feed, gzipped or not. Fails with `catalog_invalid` when there is no such file or no such format. */
export async function openFeed(path: string, wanted: FeedFormat | 'auto' = 'auto'): Promise<FeedReading> {
  const { bytes, totalBytes } = await openFile(path)
  const hash = createHash('sha256')
  let bytesRead = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      bytesRead += chunk.length
      hash.update(chunk)
      yield chunk
    }
  }
  const packed = await peek(counted(), 2)
  const isGzip = packed.head[0] === 0x1f && packed.head[1] === 0x8b
  const plain = await peek(isGzip ? gunzip(packed.all, path) : packed.all, 4096)
  try {
    const { format, delimiter } = detectFormat(path, plain.head, wanted)
    const entries =
      format === 'jsonl'
        ? readJsonLines(plain.all)
        : format === 'merchant-xml'
          ? readMerchantXml(plain.all, { feed: path })
          : readCsv(plain.all, { delimiter, feed: path })
    return { entries, format, totalBytes, bytesRead: () => bytesRead, sha256: () => hash.copy().digest('hex') }
  } catch (error) {
    await plain.close()
    throw error
  }
}

/** Hexadecimal SHA-256 of a file. */
export async function hashFile(path: string): Promise<string> {
  const { bytes } = await openFile(path)
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}

/** Fails with `catalog_invalid` when the file cannot be opened. */
export async function openFile(path: string): Promise<{ bytes: AsyncIterable<Buffer>; totalBytes: number }> {
  try {
    const file = await open(path)
    const stat = await file.stat()
    if (stat.isDirectory()) {
      await file.close()
      throw new Error('it is a directory')
    }
    return { bytes: file.createReadStream({ highWaterMark: 256 * 1024 }), totalBytes: stat.size }
  } catch (cause) {
    const what = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message
    throw new SpellerError('catalog_invalid', `${path}: cannot be read: ${what}`, { cause })
  }
}

/** Reads ahead until `size` bytes or the end are there; `all` gives them again, and the rest. `close` where `all` is not read. */
async function peek(
  bytes: AsyncGenerator<Uint8Array>,
  size: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array>; close: () => Promise<unknown> }> {
  const ahead: Uint8Array[] = []
  let length = 0
  while (length < size) {
    const next = await bytes.next()
    if (next.done) break
    ahead.push(next.value)
    length += next.value.length
  }
  const head = Buffer.concat(ahead)
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      yield* bytes
    } finally {
      await bytes.return(undefined)
    }
  }
  return { head: head.subarray(0, size), all: all(), close: () => bytes.return(undefined) }
}

async function* gunzip(bytes: AsyncGenerator<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const unpacked = pipeline(Readable.from(bytes, { objectMode: false }), createGunzip(), () => undefined)
  try {
    for await (const chunk of unpacked) yield chunk as Buffer
  } catch (cause) {
    throw new SpellerError('catalog_invalid', `${path}: the gzip file is damaged or cut off; fetch it again`, { cause })
  }
}
