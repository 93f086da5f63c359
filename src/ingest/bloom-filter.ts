/** Says of most 64-bit hashes that are not there that they are not. */
export interface BloomFilter {
  add(high: number, low: number): void
  /** True of all that were added, and of one in a hundred others. */
  mayHave(high: number, low: number): boolean
}

const bitsPerHash = 10
const probes = 6

/**
 * For `size` hashes, 10 bits each.
 * @source Bloom 1970; probes by double hashing: Kirsch and Mitzenmacher 2006.
 */
export function createBloomFilter(size: number): BloomFilter {
  const words = new Uint32Array(Math.ceil((size * bitsPerHash) / 32))
  const bits = words.length * 32
  const bitOf = (high: number, low: number, probe: number) => ((high + Math.imul(probe, low | 1)) >>> 0) % bits
  return {
    add(high, low) {
      for (let probe = 0; probe < probes; probe++) {
        const bit = bitOf(high, low, probe)
        words[bit >>> 5]! |= 1 << (bit & 31)
      }
    },
    mayHave(high, low) {
      for (let probe = 0; probe < probes; probe++) {
        const bit = bitOf(high, low, probe)
        if ((words[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
      }
      return true
    },
  }
}
