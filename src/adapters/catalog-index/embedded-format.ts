import { avalanche } from '../../speller/hash.ts'
import { SpellerError } from '../../speller/errors.ts'

/**
 * The arrays of one index file. Shapes: N names in the order of their joined forms, J code units, R runs (see
 * `deletionArrays`), G grams, S slots of the counts table.
 */
export interface IndexArrays {
  /** [N] positions in `kinds` of types.ts order, see `kindOrder`. */
  kinds: Uint8Array
  /** [N] position in the header's locale list. */
  locales: Uint8Array
  /** [N] */
  counts: Uint32Array
  /** [N + 1] into `joined`. */
  joinedAt: Uint32Array
  /** [J] joined forms, one number a code point; see `unitOf`. */
  joined: Uint16Array
  /** [N] see `lettersOf`. */
  letters: Uint32Array
  /** [N + 1] into `strings`. */
  stringAt: Uint32Array
  /** UTF-8, per name; see `fromString`. */
  strings: Uint8Array
  /** [R + 1] first name of each run. */
  runAt: Uint32Array
  /** [buckets + 1] into `deletionRuns`; the number of buckets is a power of two. */
  deletionAt: Uint32Array
  /** By bucket of a deletion's hash; see `entryOf`. */
  deletionRuns: Uint32Array
  /** [G] ascending gram ids. */
  gramIds: Uint32Array
  /** [G] names per gram. */
  gramSizes: Uint32Array
  /** [G + 1] into `gramNames`. */
  gramAt: Uint32Array
  /** Names per gram; see `visitPostings`. */
  gramNames: Uint8Array
  /** [S] two hashes of a form, 0 and 0 for a free slot; S is a power of two. */
  countHash1: Uint32Array
  countHash2: Uint32Array
  /** [S] */
  countValues: Uint32Array
}

export interface IndexHeader {
  readonly version: number
  readonly id: string
  readonly names: number
  readonly bigrams: number
  readonly products: number
  readonly locales: readonly string[]
  /** Generation that was live when this one was committed. */
  readonly follows?: string
}

export const formatVersion = 2
const magic = 0x58494d51 // "QMIX"
const alignment = 8
/** After magic, length of the header and checksum. */
export const headerAt = 16

type ArrayKey = keyof IndexArrays
const layout: Record<ArrayKey, 'u8' | 'u16' | 'u32'> = {
  kinds: 'u8',
  locales: 'u8',
  counts: 'u32',
  joinedAt: 'u32',
  joined: 'u16',
  letters: 'u32',
  stringAt: 'u32',
  strings: 'u8',
  runAt: 'u32',
  deletionAt: 'u32',
  deletionRuns: 'u32',
  gramIds: 'u32',
  gramSizes: 'u32',
  gramAt: 'u32',
  gramNames: 'u8',
  countHash1: 'u32',
  countHash2: 'u32',
  countValues: 'u32',
}

/** One number below 2^16 per code point; astral code points share a private range, so that equal texts stay equal. */
export function unitOf(codePoint: number): number {
  return codePoint <= 0xffff ? codePoint : 0xe000 + (codePoint % 0x1800)
}

/** Magic, header length, checksum of all that follows, JSON header with section offsets, then the arrays. Little-endian. */
export function encodeIndex(header: IndexHeader, arrays: IndexArrays): Uint8Array {
  const keys = Object.keys(layout) as ArrayKey[]
  const sections: Record<string, { at: number; length: number }> = {}
  let size = 0
  for (const key of keys) {
    sections[key] = { at: size, length: arrays[key].length }
    size += align(arrays[key].byteLength)
  }
  const json = new TextEncoder().encode(JSON.stringify({ ...header, sections }))
  const bodyAt = align(headerAt + json.length)
  const file = new Uint8Array(bodyAt + size)
  file.set(json, headerAt)
  for (const key of keys) {
    const array = arrays[key]
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), bodyAt + sections[key]!.at)
  }
  const view = new DataView(file.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, json.length, true)
  view.setUint32(8, checksum(file, headerAt), true)
  return file
}

/** Views into the file, nothing copied. Throws SpellerError `catalog_invalid` on a foreign, damaged or older file. */
export function decodeIndex(file: Uint8Array): { header: IndexHeader; arrays: IndexArrays } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const jsonLength = headerLength(file)
  if (checksum(file, headerAt) !== view.getUint32(8, true))
    throw invalid('its checksum does not match: the file is damaged')
  const header = parseHeader(file.subarray(headerAt, headerAt + jsonLength))
  const bodyAt = file.byteOffset + align(headerAt + jsonLength)
  const section = (key: ArrayKey) => {
    const { at, length } = header.sections[key]
    const type = layout[key]
    if (type === 'u8') return new Uint8Array(file.buffer, bodyAt + at, length)
    if (type === 'u16') return new Uint16Array(file.buffer, bodyAt + at, length)
    return new Uint32Array(file.buffer, bodyAt + at, length)
  }
  const arrays = Object.fromEntries((Object.keys(layout) as ArrayKey[]).map((key) => [key, section(key)]))
  return { header, arrays: arrays as unknown as IndexArrays }
}

/** Bytes of the JSON header, which begins at `headerAt`, from the first `headerAt` bytes of a file. */
export function headerLength(start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  if (start.byteLength < headerAt || view.getUint32(0, true) !== magic)
    throw invalid('it is not a Querymend catalog index')
  return view.getUint32(4, true)
}

export function parseHeader(json: Uint8Array) {
  const header = parseJson(json)
  if (header.version !== formatVersion)
    throw invalid(`its format is version ${header.version}, this program reads version ${formatVersion}`)
  return header
}

function parseJson(json: Uint8Array) {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as IndexHeader & {
      sections: Record<ArrayKey, { at: number; length: number }>
    }
  } catch {
    throw invalid('its header is damaged')
  }
}

function invalid(why: string): SpellerError {
  return new SpellerError('catalog_invalid', `The catalog index cannot be read: ${why}. Ingest the catalog again.`)
}

function align(size: number): number {
  return Math.ceil(size / alignment) * alignment
}

/** Running sums: shape [lengths.length + 1], starting at 0. */
export function offsets(lengths: ArrayLike<number>): Uint32Array<ArrayBuffer> {
  const at = new Uint32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) at[i + 1] = at[i]! + lengths[i]!
  return at
}

export function powerOfTwo(atLeast: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, atLeast))))
}

/** 32-bit checksum of the bytes from `start`, which is a multiple of 4; the last bytes count as if padded with zeros. */
function checksum(file: Uint8Array, start: number): number {
  const words = (file.byteLength - start) >>> 2
  const data =
    (file.byteOffset + start) % 4 === 0
      ? new Uint32Array(file.buffer, file.byteOffset + start, words)
      : new Uint32Array(file.slice(start, start + words * 4).buffer)
  let a = 0x9e3779b9
  for (let i = 0; i < words; i++) a = (Math.imul(a ^ data[i]!, 0x01000193) + (a >>> 15)) | 0
  for (let i = start + words * 4; i < file.byteLength; i++) a = Math.imul(a ^ file[i]!, 0x01000193)
  return avalanche(a)
}
