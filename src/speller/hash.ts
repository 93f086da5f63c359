export const fnvSeed = 0x811c9dc5

/** Unsigned 32-bit FNV-1a over UTF-16 units, high byte and low byte, finished by an avalanche so that low bits are usable. */
export function fnv1a(text: string, seed = fnvSeed): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = withUnit(hash, text.charCodeAt(i))
  return avalanche(hash)
}

/** Writes `fnv1a` of a text with the usual seed, and with another one, as the first two words. */
export function twoFnv1a(text: string, otherSeed: number, into: Uint32Array): void {
  let hash = fnvSeed
  let other = otherSeed
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    hash = withUnit(hash, unit)
    other = withUnit(other, unit)
  }
  into[0] = avalanche(hash)
  into[1] = avalanche(other)
}

/** The unfinished hash of a text with one more UTF-16 unit; `fnvSeed` is that of an empty one. */
export function withUnit(hash: number, unit: number): number {
  return Math.imul(Math.imul(hash ^ (unit & 0xff), 0x01000193) ^ (unit >>> 8), 0x01000193)
}

/** Spreads every input bit over all output bits; a bijection on unsigned 32-bit integers (MurmurHash3's finaliser). */
export function avalanche(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const secondSeed = 0x9e3779b9

/** 16 hex digits, for texts that nobody makes alike on purpose. */
export function hexHash(text: string): string {
  return [fnv1a(text), fnv1a(text, secondSeed)].map((hash) => hash.toString(16).padStart(8, '0')).join('')
}
