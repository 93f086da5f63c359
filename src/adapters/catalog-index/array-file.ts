import { avalanche } from '../../speller/hash.ts'
import { SpellerError } from '../../speller/errors.ts'
import { bytesInMemory, type ByteSource } from './byte-source.ts'

const types = { u8: Uint8Array, i8: Int8Array, u16: Uint16Array, u32: Uint32Array } as const
export type ArrayType = keyof typeof types
/** Types of the arrays of a file, by their names, in the order in which they lie there. */
export type Layout<Key extends string> = Readonly<Record<Key, ArrayType>>
export type AnyArray = Uint8Array | Int8Array | Uint16Array | Uint32Array

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
/** Summed at a time, in bytes. */
const stretch = 2 ** 20
/** After magic, length of the header and checksum, and 4 bytes of nothing. */
export const headerAt = 16

/** An array of a file, made when its turn to be written comes. */
export interface Section {
  readonly length: number
  make(): AnyArray
}

/** Bytes of a file, and where they go. */
export interface FilePart {
  readonly at: number
  readonly bytes: Uint8Array
}

/** A file that need not be in memory as a whole: the arrays of its parts are made one after another. */
export interface PlannedFile {
  /** In bytes. */
  readonly size: number
  /** All bytes, each once. The beginning comes last, so that a file that was not written to its end is none. To be called once. */
  parts(): Iterable<FilePart>
}

/** Magic, header length, checksum of all that follows, JSON header with section offsets, then the arrays. Little-endian. */
export function planArrays<Key extends string>(
  { magic, layout }: FileKind<Key>,
  header: object,
  arrays: Readonly<Record<Key, Section>>,
): PlannedFile {
  const keys = Object.keys(layout) as Key[]
  const sections: Record<string, { at: number; length: number }> = {}
  let size = 0
  for (const key of keys) {
    const { length } = arrays[key]
    sections[key] = { at: size, length }
    size += align(length * types[layout[key]].BYTES_PER_ELEMENT)
  }
  const json = new TextEncoder().encode(JSON.stringify({ ...header, sections }))
  const bodyAt = align(headerAt + json.length)
  function* contents(): Generator<FilePart> {
    yield* padded(headerAt, json)
    for (const key of keys) {
      const { buffer, byteOffset, byteLength } = arrays[key].make()
      yield* padded(bodyAt + sections[key]!.at, new Uint8Array(buffer, byteOffset, byteLength))
    }
  }
  return {
    size: bodyAt + size,
    *parts() {
      const sum = createChecksum()
      for (const part of contents()) {
        sum.add(part.bytes)
        yield part
      }
      const start = new DataView(new ArrayBuffer(headerAt))
      start.setUint32(0, magic, true)
      start.setUint32(4, json.length, true)
      start.setUint32(8, sum.value(), true)
      yield { at: 0, bytes: new Uint8Array(start.buffer) }
    },
  }
}

/** With zeros up to the alignment. */
function* padded(at: number, bytes: Uint8Array): Generator<FilePart> {
  const whole = bytes.length - (bytes.length % alignment)
  yield { at, bytes: bytes.subarray(0, whole) }
  if (whole === bytes.length) return
  const rest = new Uint8Array(alignment)
  rest.set(bytes.subarray(whole))
  yield { at: at + whole, bytes: rest }
}

export function wholeFile(planned: PlannedFile): Uint8Array {
  const file = new Uint8Array(planned.size)
  for (const { at, bytes } of planned.parts()) file.set(bytes, at)
  return file
}

/** The same file from arrays that are all there. */
export function encodeArrays<Key extends string>(
  kind: FileKind<Key>,
  header: object,
  arrays: Readonly<Record<Key, AnyArray>>,
): Uint8Array {
  const keys = Object.keys(kind.layout) as Key[]
  const sections = keys.map((key) => [key, sectionOf(arrays[key])] as const)
  return wholeFile(planArrays(kind, header, Object.fromEntries(sections) as Record<Key, Section>))
}

export function sectionOf(array: AnyArray): Section {
  return { length: array.length, make: () => array }
}

/** Views into the file, nothing copied. Throws SpellerError `catalog_invalid` on a foreign, damaged or older file. */
export function decodeArrays<Key extends string, Header>(
  kind: FileKind<Key>,
  file: Uint8Array,
): { header: Header; arrays: Record<Key, AnyArray> } {
  return decodeSource<Key, never, Header>(kind, bytesInMemory(file))
}

/** The arrays of a file but for one that stays where it is, and where that lies. Throws as `decodeArrays`; every byte is read once. */
export function decodeSource<Key extends string, Paged extends Key, Header>(
  kind: FileKind<Key>,
  source: ByteSource,
  paged?: Paged,
): { header: Header; arrays: Record<Exclude<Key, Paged>, AnyArray>; pagedAt: number } {
  const start = source.read(0, headerAt)
  const jsonLength = headerLength(kind, start)
  const sum = createChecksum()
  for (let at = headerAt; at < source.size; at += stretch) sum.add(source.read(at, Math.min(stretch, source.size - at)))
  if (sum.value() !== new DataView(start.buffer, start.byteOffset).getUint32(8, true))
    throw unreadable(kind, 'its checksum does not match: the file is damaged')
  const header = parseHeader<Key, Header>(kind, source.read(headerAt, jsonLength))
  const bodyAt = align(headerAt + jsonLength)
  const section = (key: Key) => {
    const [type, { at, length }] = [types[kind.layout[key]], header.sections[key]]
    const bytes = source.read(bodyAt + at, length * type.BYTES_PER_ELEMENT)
    return new type(bytes.buffer as ArrayBuffer, bytes.byteOffset, length)
  }
  const keys = (Object.keys(kind.layout) as Key[]).filter((key) => key !== paged)
  return {
    header,
    arrays: Object.fromEntries(keys.map((key) => [key, section(key)])) as Record<Key, AnyArray>,
    pagedAt: paged === undefined ? 0 : bodyAt + header.sections[paged].at,
  }
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

/** 32-bit checksum of bytes that come in parts, of which all but the last are a multiple of 4 long. */
function createChecksum() {
  let a = 0x9e3779b9
  return {
    add(bytes: Uint8Array) {
      const words = bytes.length >>> 2
      const data =
        bytes.byteOffset % 4 === 0
          ? new Uint32Array(bytes.buffer, bytes.byteOffset, words)
          : new Uint32Array(bytes.slice(0, words * 4).buffer)
      let sum = a
      for (let i = 0; i < words; i++) sum = (Math.imul(sum ^ data[i]!, 0x01000193) + (sum >>> 15)) | 0
      for (let i = words * 4; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193)
      a = sum
    },
    value: () => avalanche(a),
  }
}
