import { avalanche } from '../../speller/hash.ts'
import { SpellerError } from '../../speller/errors.ts'

const types = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, u32: Uint32Array } as const
export type ArrayType = keyof typeof types
/** Types of the arrays of a file, by their names, in the order in which they lie there. */
export type Layout<Key extends string> = Readonly<Record<Key, ArrayType>>
type AnyArray = Uint8Array | Int8Array | Uint16Array | Uint32Array

/** What tells one kind of file from another. */
export interface FileKind<Key extends string> {
  /** First four bytes, little-endian. */
  readonly magic: number
  /** Raised when the meaning of the arrays changes. */
  readonly version: number
  /** How messages call it: "the catalog index". */
  readonly title: string
  readonly layout: Layout<Key>
}

type Sections<Key extends string> = Record<Key, { at: number; length: number }>

const alignment = 8
/** After magic, length of the header and checksum. */
export const headerAt = 16

/** Magic, header length, checksum of all that follows, JSON header with section offsets, then the arrays. Little-endian. */
export function encodeArrays<Key extends string>(
  { magic, layout }: FileKind<Key>,
  header: object,
  arrays: Readonly<Record<Key, AnyArray>>,
): Uint8Array {
  const keys = Object.keys(layout) as Key[]
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
export function decodeArrays<Key extends string, Header>(
  kind: FileKind<Key>,
  file: Uint8Array,
): { header: Header; arrays: Record<Key, AnyArray> } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const jsonLength = headerLength(kind, file)
  if (checksum(file, headerAt) !== view.getUint32(8, true))
    throw unreadable(kind, 'its checksum does not match: the file is damaged')
  const header = parseHeader<Key, Header>(kind, file.subarray(headerAt, headerAt + jsonLength))
  const bodyAt = file.byteOffset + align(headerAt + jsonLength)
  const section = (key: Key) => {
    const { at, length } = header.sections[key]
    return new types[kind.layout[key]](file.buffer as ArrayBuffer, bodyAt + at, length)
  }
  const keys = Object.keys(kind.layout) as Key[]
  return { header, arrays: Object.fromEntries(keys.map((key) => [key, section(key)])) as Record<Key, AnyArray> }
}

/** Bytes of the JSON header, which begins at `headerAt`, from the first `headerAt` bytes of a file. */
export function headerLength(kind: Pick<FileKind<string>, 'magic' | 'title'>, start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  if (start.byteLength < headerAt || view.getUint32(0, true) !== kind.magic)
    throw unreadable(kind, 'it is not a Querymend file of this kind')
  return view.getUint32(4, true)
}

export function parseHeader<Key extends string, Header>(
  kind: FileKind<Key>,
  json: Uint8Array,
): Header & { sections: Sections<Key> } {
  const header = parseJson(kind, json) as Header & { version: number; sections: Sections<Key> }
  if (header.version !== kind.version)
    throw unreadable(kind, `its format is version ${header.version}, this program reads version ${kind.version}`)
  return header
}

function parseJson(kind: Pick<FileKind<string>, 'title'>, json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json))
  } catch {
    throw unreadable(kind, 'its header is damaged')
  }
}

function unreadable({ title }: Pick<FileKind<string>, 'title'>, why: string): SpellerError {
  return new SpellerError('catalog_invalid', `${title} cannot be read: ${why}. Ingest the catalog again.`)
}

function align(size: number): number {
  return Math.ceil(size / alignment) * alignment
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
