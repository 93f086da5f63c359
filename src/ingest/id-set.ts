import { hash64 } from './hash64.ts'
import { createHashTable, type HashTableOptions } from './hash-table.ts'

export interface IdSet {
  /** False when the id is there already. */
  add(id: string): boolean
  readonly size: number
  /** Lets go of all ids. */
  close(): void
}

/** Remembers ids as 64-bit hashes, in bounded memory; two ids in a million collide once in 37 million runs. */
export function createIdSet(options: Omit<HashTableOptions, 'hasValues'> = {}): IdSet {
  const table = createHashTable({ ...options, hasValues: false })
  let size = 0
  return {
    add(id) {
      const [high, low] = hash64(id)
      if (table.get(high, low) !== undefined) return false
      table.set(high, low, 0)
      size++
      return true
    },
    get size() {
      return size
    },
    close() {
      table.close()
      size = 0
    },
  }
}
