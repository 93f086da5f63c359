import { fnv1a } from './hash.ts'
import { SpellerError } from './errors.ts'

/**
 * How common words are outside the shop. A hashed table: it tells a word's frequency, and cannot list its words.
 * One word in about 13,000 that it has never seen is taken for one that it has.
 */
export interface Background {
  /** Zipf scale, 0 to 8: the decimal logarithm of occurrences in a billion words; 0 for an unknown word. */
  zipf(term: string): number
}

export const emptyBackground: Background = { zipf: () => 0 }

const magic = 0x474d5142 // "BQMG"
const tenths = 10

/** File: magic, slots (a power of two), slots hashes (u32), slots Zipf tenths (u8). Little-endian. */
export function encodeBackground(zipfOf: ReadonlyMap<string, number>): Uint8Array {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, zipfOf.size * 1.35)))
  const hashes = new Uint32Array(slots)
  const values = new Uint8Array(slots)
  for (const [word, zipf] of zipfOf) {
    const hash = fnv1a(word) || 1
    let slot = hash & (slots - 1)
    while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & (slots - 1)
    hashes[slot] = hash
    values[slot] = Math.max(values[slot]!, Math.min(255, Math.max(1, Math.round(zipf * tenths))))
  }
  const file = new Uint8Array(8 + slots * 5)
  const view = new DataView(file.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, slots, true)
  file.set(new Uint8Array(hashes.buffer), 8)
  file.set(values, 8 + slots * 4)
  return file
}

export function decodeBackground(file: Uint8Array): Background {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const slots = file.byteLength >= 8 && view.getUint32(0, true) === magic ? view.getUint32(4, true) : 0
  if (slots === 0 || file.byteLength !== 8 + slots * 5)
    throw new SpellerError('model_invalid', 'the table is damaged or of another version; restore it')
  const hashes = new Uint32Array(file.slice(8, 8 + slots * 4).buffer)
  const values = file.slice(8 + slots * 4)
  return {
    zipf(term) {
      const hash = fnv1a(term) || 1
      for (let slot = hash & (slots - 1); hashes[slot] !== 0; slot = (slot + 1) & (slots - 1))
        if (hashes[slot] === hash) return values[slot]! / tenths
      return 0
    },
  }
}
