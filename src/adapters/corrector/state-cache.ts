/** Least recently used states, bounded by their bytes. */
export interface StateCache {
  get(key: string): Float32Array | undefined
  /** Drops the least recently used ones until the rest fits; keeps nothing that is larger than the whole cache. */
  set(key: string, states: Float32Array): void
  readonly bytes: number
}

export function createStateCache(maxBytes: number): StateCache {
  // A Map iterates in the order of insertion: the first key is the least recently used.
  const kept = new Map<string, Float32Array>()
  let bytes = 0
  const drop = (key: string) => {
    bytes -= kept.get(key)?.byteLength ?? 0
    kept.delete(key)
  }
  return {
    get(key) {
      const states = kept.get(key)
      if (!states) return undefined
      kept.delete(key)
      kept.set(key, states)
      return states
    },
    set(key, states) {
      drop(key)
      kept.set(key, states)
      bytes += states.byteLength
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    get bytes() {
      return bytes
    },
  }
}
