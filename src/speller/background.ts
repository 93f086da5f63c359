import { fnv1a, twoFnv1a } from './hash.ts'
import { SpellerError } from './errors.ts'

/**
 * How common words are outside the shop. A hashed table: it tells a word's frequency, and cannot list its words.
 * One word in about 3.6 million that it has never seen is taken for one that it has.
 */
export interface Background {
  /** Zipf scale, 0 to 8: the decimal logarithm of occurrences in a billion words; 0 for an unknown word. */
  zipf(term: string): number
}

export const emptyBackground: Background = { zipf: () => 0 }

const magic = 0x324d5142 // "BQM2"
const tenths = 10
const headerBytes = 8
const bytesPerSlot = 6
/** Of the hash whose lowest byte tells words apart that share the first one. */
const checkSeed = 0x9e3779b9

/**
 * File: magic, slots (a power of two), slots hashes (u32), slots checks (u8), slots Zipf tenths (u8). Little-endian. Of words that share a
 * hash the most common is kept.
 */
export function encodeBackground(zipfOf: ReadonlyMap<string, number>): Uint8Array {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, zipfOf.size * 1.35)))
  const hashes = new Uint32Array(slots)
  const checks = new Uint8Array(slots)
  const values = new Uint8Array(slots)
  for (const [word, zipf] of zipfOf) {
    const hash = fnv1a(word) || 1
    let slot = hash & (slots - 1)
    while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & (slots - 1)
    const value = Math.min(255, Math.max(1, Math.round(zipf * tenths)))
    if (value <= values[slot]!) continue
    hashes[slot] = hash
    checks[slot] = fnv1a(word, checkSeed) & 0xff
    values[slot] = value
  }
  const file = new Uint8Array(headerBytes + slots * bytesPerSlot)
  const view = new DataView(file.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, slots, true)
  file.set(new Uint8Array(hashes.buffer), headerBytes)
  file.set(checks, headerBytes + slots * 4)
  file.set(values, headerBytes + slots * 5)
  return file
}

export function decodeBackground(file: Uint8Array): Background {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const slots = file.byteLength >= headerBytes && view.getUint32(0, true) === magic ? view.getUint32(4, true) : 0
  if (slots === 0 || file.byteLength !== headerBytes + slots * bytesPerSlot)
    throw new SpellerError('model_invalid', 'the table is damaged or of another version; restore it')
  const hashes = new Uint32Array(file.slice(headerBytes, headerBytes + slots * 4).buffer)
  const checks = file.slice(headerBytes + slots * 4, headerBytes + slots * 5)
  const values = file.slice(headerBytes + slots * 5)
  const both = new Uint32Array(2)
  return {
    zipf(term) {
      twoFnv1a(term, checkSeed, both)
      const hash = both[0]! || 1
      for (let slot = hash & (slots - 1); hashes[slot] !== 0; slot = (slot + 1) & (slots - 1))
        if (hashes[slot] === hash) return checks[slot] === (both[1]! & 0xff) ? values[slot]! / tenths : 0
      return 0
    },
  }
}
