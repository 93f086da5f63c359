/** Of a seed: one independent stream of numbers in [0, 1) per key. */
export function randomOf(seed) {
  return (key) => {
    let h = seed ^ 0x9e3779b9
    for (const ch of key) h = Math.imul(h ^ ch.codePointAt(0), 0x85ebca6b) ^ (h >>> 13)
    return () => {
      h = (h + 0x6d2b79f5) | 0
      let t = Math.imul(h ^ (h >>> 15), 1 | h)
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296
    }
  }
}
