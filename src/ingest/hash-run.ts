import type { ScratchFile } from './scratch-file.ts'

/** 64-bit hashes in a file, of which little is in memory. */
export interface HashRun {
  has(high: number, low: number): boolean
}

/** Of the filter: one hash in a hundred that is not there looks as if it were. */
const bitsPerHash = 10
const probes = 6
/** Hashes that are read at once. */
const blockHashes = 512
const blockBytes = blockHashes * BigUint64Array.BYTES_PER_ELEMENT

/**
 * Writes these hashes in order: pairs of words, of which two zeros are none, and `size` of the others. In memory stay a Bloom filter and the
 * first hash of each block, 1.3 bytes a hash.
 * @source Bloom 1970; probes by double hashing: Kirsch and Mitzenmacher 2006.
 */
export function createHashRun(pairs: Uint32Array, size: number, file: ScratchFile): HashRun {
  const filter = new Uint32Array(Math.ceil((size * bitsPerHash) / 32))
  const bits = filter.length * 32
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at] === 0 && pairs[at + 1] === 0) continue
    for (let probe = 0; probe < probes; probe++) {
      const bit = bitOf(pairs[at]!, pairs[at + 1]!, probe, bits)
      filter[bit >>> 5]! |= 1 << (bit & 31)
    }
  }
  const { at, firsts } = writeSorted(pairs, size, file)
  const blocks = firsts.length / 2
  const block = new Uint32Array(blockHashes * 2)

  const mayHave = (high: number, low: number) => {
    for (let probe = 0; probe < probes; probe++) {
      const bit = bitOf(high, low, probe, bits)
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
    }
    return true
  }

  return {
    has(high, low) {
      if (!mayHave(high, low)) return false
      const inBlock = lastUpTo(firsts, blocks, high, low)
      if (inBlock === -1) return false
      const bytes = file.read(new Uint8Array(block.buffer), at + inBlock * blockBytes)
      const hashes = Math.min(bytes / BigUint64Array.BYTES_PER_ELEMENT, size - inBlock * blockHashes)
      const found = lastUpTo(block, hashes, high, low)
      return found !== -1 && block[found * 2] === low && block[found * 2 + 1] === high
    },
  }
}

/** Where they begin in the file, and the first hash of each block. A function of its own: what it sorts is not held by what is returned. */
function writeSorted(
  pairs: Uint32Array,
  size: number,
  file: ScratchFile,
): { readonly at: number; readonly firsts: Uint32Array } {
  const sorted = new BigUint64Array(size)
  const words = new Uint32Array(sorted.buffer)
  let filled = 0
  for (let at = 0; at < pairs.length; at += 2) {
    if (pairs[at] === 0 && pairs[at + 1] === 0) continue
    // the word that counts more comes second
    words[filled++] = pairs[at + 1]!
    words[filled++] = pairs[at]!
  }
  sorted.sort()
  const firsts = new Uint32Array(Math.ceil(size / blockHashes) * 2)
  for (let i = 0; i < firsts.length; i++) firsts[i] = words[(i >>> 1) * blockHashes * 2 + (i & 1)]!
  return { at: file.append(new Uint8Array(sorted.buffer)), firsts }
}

function bitOf(high: number, low: number, probe: number, bits: number): number {
  return ((high + Math.imul(probe, low | 1)) >>> 0) % bits
}

/** Of ascending pairs, the less significant word first, the last one that is not greater; -1 for none. */
function lastUpTo(pairs: Uint32Array, size: number, high: number, low: number): number {
  let from = 0
  let to = size
  while (from < to) {
    const middle = (from + to) >>> 1
    const other = pairs[middle * 2 + 1]!
    if (other < high || (other === high && pairs[middle * 2]! <= low)) from = middle + 1
    else to = middle
  }
  return from - 1
}
