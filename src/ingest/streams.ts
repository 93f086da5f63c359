import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { SpellerError } from '../speller/errors.ts'

export interface Peeked {
  readonly head: Uint8Array
  /** `head` again, and the rest. */
  readonly all: AsyncGenerator<Uint8Array>
  /** Where `all` is not read. */
  close(): Promise<unknown>
}

/** Reads ahead until `size` bytes or the end are there. */
export async function peek(bytes: AsyncGenerator<Uint8Array>, size: number): Promise<Peeked> {
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
      // in two parts: what is done where a part ends is known to the compiler once the lines of the first one are read
      if (head.length > 0) yield head.subarray(0, size)
      if (head.length > size) yield head.subarray(size)
      yield* bytes
    } finally {
      await bytes.return(undefined)
    }
  }
  return { head: head.subarray(0, size), all: all(), close: () => bytes.return(undefined) }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** Fails with `catalog_invalid` where the file is damaged; errors of the source come as they are. */
export async function* gunzip(bytes: AsyncGenerator<Uint8Array>, feed: string): AsyncGenerator<Uint8Array> {
  const unpacked = pipeline(Readable.from(bytes, { objectMode: false }), createGunzip(), () => undefined)
  try {
    for await (const chunk of unpacked) yield chunk as Buffer
  } catch (cause) {
    const { name, code = '' } = cause as NodeJS.ErrnoException
    if (cause instanceof SpellerError || name === 'AbortError') throw cause
    if (!/^Z_|^ERR_/.test(code)) throw cause
    throw new SpellerError('catalog_invalid', `${feed}: the gzip file is damaged or cut off; fetch it again`, { cause })
  }
}
