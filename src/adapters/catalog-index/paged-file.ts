import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ByteSource } from './byte-source.ts'

/** As large as the pages of most systems, so that a stretch that is asked for costs one of theirs. */
const pageSize = 4096
/** 4 MB. */
const mostPages = 1024

/** A file that stays on disk, but for the pages that were asked for last. It stays readable when it is removed, until it is closed. */
export function openPagedFile(path: string): ByteSource {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  /** Fills the bytes from the file; how many there were. */
  const fill = (bytes: Uint8Array, at: number): number => {
    for (let done = 0; ;) {
      const got = done < bytes.length ? readSync(file, bytes, done, bytes.length - done, at + done) : 0
      if (got === 0) return done
      done += got
    }
  }
  // one stretch of memory for all pages: thousands of small ones would leave it in pieces
  const memory = new Uint8Array(Math.min(mostPages, Math.ceil(size / pageSize)) * pageSize)
  /** Where in it each page begins, in the order in which they were used last. */
  const placeOf = new Map<number, number>()
  const pageAt = (number: number): number => {
    let place = placeOf.get(number)
    if (place === undefined) {
      place = placeOf.size * pageSize
      if (place === memory.length) {
        const [oldest, itsPlace] = placeOf.entries().next().value!
        placeOf.delete(oldest)
        place = itsPlace
      }
      fill(memory.subarray(place, place + pageSize), number * pageSize)
    } else placeOf.delete(number)
    placeOf.set(number, place)
    return place
  }
  let across = new Uint8Array(0)
  return {
    size,
    read(at, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)))
      fill(bytes, at)
      return bytes
    },
    page(at, length) {
      const [first, last] = [Math.floor(at / pageSize), Math.floor((at + length - 1) / pageSize)]
      const offset = at - first * pageSize
      if (first >= last) {
        const from = length === 0 ? 0 : pageAt(first) + offset
        return memory.subarray(from, from + length)
      }
      if (across.length < length) across = new Uint8Array(length)
      for (let number = first, done = 0; number <= last; number++) {
        const from = number === first ? offset : 0
        const page = pageAt(number)
        const part = memory.subarray(page + from, page + Math.min(pageSize, from + length - done))
        across.set(part, done)
        done += part.length
      }
      return across.subarray(0, length)
    },
    close: () => closeSync(file),
  }
}
