import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes that are read where they are wanted. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number
  /** The bytes from `at`; a view or a copy, which begins at a multiple of 8. Not to be written to. */
  read(at: number, length: number): Uint8Array
  /** The bytes from `at`, through the pages that are kept; for short stretches that are asked for again and again. */
  page(at: number, length: number): Uint8Array
  close(): void
}

export function bytesInMemory(bytes: Uint8Array): ByteSource {
  const read = (at: number, length: number) => bytes.subarray(at, at + length)
  return { size: bytes.length, read, page: read, close: () => undefined }
}

/** As large as the pages of most systems, so that a stretch that is asked for costs one of theirs. */
const pageSize = 4096
/** 4 MB. */
const mostPages = 1024

/** A file that stays on disk, but for the pages that were asked for last. It stays readable when it is removed, until it is closed. */
export function openPagedFile(path: string): ByteSource {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  /** In the order in which they were used last. */
  const pages = new Map<number, Uint8Array>()
  const read = (at: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)))
    for (let done = 0; done < bytes.length;) {
      const got = readSync(file, bytes, done, bytes.length - done, at + done)
      if (got === 0) break
      done += got
    }
    return bytes
  }
  const pageOf = (number: number) => {
    const page = pages.get(number) ?? read(number * pageSize, pageSize)
    pages.delete(number)
    pages.set(number, page)
    if (pages.size > mostPages) pages.delete(pages.keys().next().value!)
    return page
  }
  return {
    size,
    read,
    page(at, length) {
      const [first, last] = [Math.floor(at / pageSize), Math.floor((at + length - 1) / pageSize)]
      const offset = at - first * pageSize
      if (first === last) return pageOf(first).subarray(offset, offset + length)
      const bytes = new Uint8Array(length)
      for (let number = first, done = 0; number <= last; number++) {
        const from = number === first ? offset : 0
        const part = pageOf(number).subarray(from, from + length - done)
        bytes.set(part, done)
        done += part.length
      }
      return bytes
    },
    close: () => closeSync(file),
  }
}
