import type { Name } from '../../speller/types.ts'

/** Symbols of the model: 0..255 are bytes, the rest these. */
export const symbols = { pad: 256, bos: 257, eos: 258, query: 259, name: 260, term: 261, previous: 262 } as const
/** Symbol of the first of eight frequency buckets. */
export const bucket0 = 264
export const vocabularySize = 272
export const maxQueryBytes = 80
export const maxNameBytes = 32

/** One encoder input. `key` is equal for equal symbols: states may be kept under it. */
export interface NameTokens {
  readonly key: string
  readonly tokens: readonly number[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of the text; unpaired surrogates become U+FFFD. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of these bytes; undefined when they are not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** UTF-8 bytes of the text, at most `limit`; no character is cut in two. */
export function clip(text: string, limit: number): Uint8Array {
  const bytes = bytesOf(text)
  if (bytes.length <= limit) return bytes
  let end = limit
  while ((bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}

/** 0 for a count of 1 to 3, one more for each factor of 4, at most 7. */
export function bucketOf(count: number): number {
  return Math.max(0, Math.min(7, Math.floor(Math.log2(Math.max(1, count)) / 2)))
}

/** Only for queries of at most `maxQueryBytes`: longer ones are cut. */
export function queryTokens(query: string): readonly number[] {
  return [symbols.query, ...clip(query, maxQueryBytes)]
}

export function nameTokens(name: Name): NameTokens {
  return tagged(name.kind === 'brand' ? symbols.name : symbols.term, bucketOf(name.count), name.form)
}

export function previousTokens(query: string): NameTokens {
  return tagged(symbols.previous, 0, query)
}

function tagged(kind: number, bucket: number, text: string): NameTokens {
  return { key: `${kind}|${bucket}|${text}`, tokens: [kind, bucket0 + bucket, ...clip(text, maxNameBytes)] }
}

/** Rows of equal length, padded on the right: shape [rows.length, longest], flat. */
export function padded(rows: readonly ArrayLike<number>[]): { readonly data: Int32Array; readonly width: number } {
  const width = Math.max(1, ...rows.map((row) => row.length))
  const data = new Int32Array(rows.length * width).fill(symbols.pad)
  rows.forEach((row, i) => data.set(row, i * width))
  return { data, width }
}
