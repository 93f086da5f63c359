/** A seeded stream of random numbers; equal seeds give equal streams on every machine (mulberry32). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, n). */
  below(n: number): number
  pick<T>(items: readonly T[]): T
  chance(p: number): boolean
  /** Position drawn in proportion to the weights, which sum to more than 0. */
  weighted(weights: ArrayLike<number>): number
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const random: Random = {
    next,
    below: (n) => Math.floor(next() * n),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (p) => next() < p,
    weighted(weights) {
      let total = 0
      for (let i = 0; i < weights.length; i++) total += weights[i]!
      let at = next() * total
      for (let i = 0; i < weights.length; i++) {
        at -= weights[i]!
        if (at < 0) return i
      }
      return weights.length - 1
    },
  }
  return random
}
