import type { CatalogStats } from '../../speller/ports.ts'
import {
  decodeArrays,
  encodeArrays,
  type FileKind,
  headerLength as lengthOfHeader,
  parseHeader as parse,
  planArrays,
  type PlannedFile,
  type Section,
} from './array-file.ts'

export { headerAt, type PlannedFile, type Section, sectionOf, wholeFile } from './array-file.ts'

/**
 * The arrays of one index file. Shapes: N names in the order of their joined forms, R runs (see `deletionSections`), G grams, C counts
 * of names and bigrams.
 */
export interface IndexArrays {
  /** [N] positions in `kinds` of types.ts order, see `kindOrder`. */
  kinds: Uint8Array
  /** [N] position in the header's locale list. */
  locales: Uint8Array
  /** [N] */
  counts: Uint32Array
  /** [N] code points of joined forms, at most `mostLength`. */
  lengths: Uint8Array
  /** [N] see `lettersOf`. */
  letters: Uint32Array
  /** [N + 1] into `strings`. */
  stringAt: Uint32Array
  /** UTF-8, per name; see `fromString` and `readJoined`. */
  strings: Uint8Array
  /** [R + 1] first name of each run. */
  runAt: Uint32Array
  /** [buckets + 1] entries of `deletionRuns`; the number of buckets is a power of two. */
  deletionAt: Uint32Array
  /** Entries by bucket of a deletion's hash, `entryBytes` each; see `putEntries`. */
  deletionRuns: Uint8Array
  /** [G] ascending gram ids. */
  gramIds: Uint32Array
  /** [G] names per gram. */
  gramSizes: Uint32Array
  /** [G + 1] into `gramNames`. */
  gramAt: Uint32Array
  /** Names per gram; see `visitPostings`. */
  gramNames: Uint8Array
  /** [buckets + 1] into `soundNames`; the number of buckets is a power of two. */
  soundAt: Uint32Array
  /** Names by bucket of the hash of how they sound; see `nameSound`. */
  soundNames: Uint32Array
  /** [buckets + 1] into the arrays below; the number of buckets is a power of two. */
  countAt: Uint32Array
  /** [C] by bucket of the first hash of a form; see `countSections`. */
  countHigh: Uint16Array
  /** [C] */
  countHash2: Uint32Array
  /** [C] */
  countValues: Uint32Array
}

/** In `lengths`, that the joined form is as long as this, or longer. */
export const mostLength = 255

export interface IndexHeader {
  readonly version: number
  readonly id: string
  readonly names: number
  readonly bigrams: number
  readonly products: number
  readonly locales: readonly string[]
  /** Names of each kind, as whoever built it counted them. */
  readonly kinds?: CatalogStats['kinds']
  /** Generation that was live when this one was committed. */
  readonly follows?: string
}

export const formatVersion = 4
type ArrayKey = keyof IndexArrays
const kind: FileKind<ArrayKey> = {
  magic: 0x58494d51, // "QMIX"
  version: formatVersion,
  title: 'The catalog index',
  layout: {
    kinds: 'u8',
    locales: 'u8',
    counts: 'u32',
    lengths: 'u8',
    letters: 'u32',
    stringAt: 'u32',
    strings: 'u8',
    runAt: 'u32',
    deletionAt: 'u32',
    deletionRuns: 'u8',
    gramIds: 'u32',
    gramSizes: 'u32',
    gramAt: 'u32',
    gramNames: 'u8',
    soundAt: 'u32',
    soundNames: 'u32',
    countAt: 'u32',
    countHigh: 'u16',
    countHash2: 'u32',
    countValues: 'u32',
  },
}

/** One number below 2^16 per code point; astral code points share a private range, so that equal texts stay equal. */
export function unitOf(codePoint: number): number {
  return codePoint <= 0xffff ? codePoint : 0xe000 + (codePoint % 0x1800)
}

export function encodeIndex(header: IndexHeader, arrays: IndexArrays): Uint8Array {
  return encodeArrays(kind, header, { ...arrays })
}

/** The same file, whose arrays are made one after another. */
export function planIndex(header: IndexHeader, arrays: Readonly<Record<ArrayKey, Section>>): PlannedFile {
  return planArrays(kind, header, arrays)
}

/** Views into the file, nothing copied. Throws SpellerError `catalog_invalid` on a foreign, damaged or older file. */
export function decodeIndex(file: Uint8Array): { header: IndexHeader; arrays: IndexArrays } {
  const { header, arrays } = decodeArrays<ArrayKey, IndexHeader>(kind, file)
  return { header, arrays: arrays as unknown as IndexArrays }
}

/** Bytes of the JSON header, which begins at `headerAt`, from the first `headerAt` bytes of a file. */
export function headerLength(start: Uint8Array): number {
  return lengthOfHeader(kind, start)
}

export function parseHeader(json: Uint8Array): IndexHeader {
  return parse<ArrayKey, IndexHeader>(kind, json)
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
