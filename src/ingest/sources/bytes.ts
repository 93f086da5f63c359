import { open } from 'node:fs/promises'
import { SpellerError } from '../../speller/errors.ts'
import { openHttp } from './http.ts'
import { placeOf } from './place.ts'

export interface Bytes {
  /** Read once; leaving the loop early closes the source. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** As they come, packed or not. Absent where the source does not say. */
  readonly totalBytes?: number
}

/** Opens a file or an address. Fails with `catalog_invalid` where nothing can be read, `feed_failed` where the server fails. */
export async function openBytes(location: string, signal?: AbortSignal): Promise<Bytes> {
  return placeOf(location).kind === 'http' ? openHttp(location, signal ? { signal } : {}) : openFile(location)
}

/** Fails with `catalog_invalid` when the file cannot be opened. */
export async function openFile(path: string): Promise<Required<Bytes>> {
  try {
    const file = await open(path)
    const stat = await file.stat()
    if (stat.isDirectory()) {
      await file.close()
      throw new Error('it is a directory')
    }
    return { bytes: file.createReadStream({ highWaterMark: 256 * 1024 }), totalBytes: stat.size }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const missing = /^[a-z][a-z\d+.-]+:\/\//i.test(path)
      ? 'addresses of this kind are not read, only http(s):// and postgres://; download it first'
      : 'there is no such file'
    const what = code === 'ENOENT' ? missing : message
    throw new SpellerError('catalog_invalid', `${path}: cannot be read: ${what}`, { cause })
  }
}
