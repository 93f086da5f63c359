import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export interface Spool {
  readonly path: string
  readonly remove: () => Promise<void>
}

/** Writes a stream to a temporary file, for formats that must be read from their end. */
export async function spool(bytes: AsyncIterable<Uint8Array>): Promise<Spool> {
  const dir = await mkdtemp(join(tmpdir(), 'querymend-feed-'))
  const path = join(dir, 'feed')
  const remove = () => rm(dir, { recursive: true, force: true })
  try {
    await pipeline(bytes, createWriteStream(path))
    return { path, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
