import { createHashRun, type HashRun } from './hash-run.ts'
import { hash64 } from './hash64.ts'
import { createScratchFile } from './scratch-file.ts'

export interface IdSetOptions {
  /** Ids that are held in memory, in tables of up to 23 bytes each. */
  readonly held?: number
  /** Where the others go. Default: the system's folder (`TMPDIR`). */
  readonly spillDir?: string
}

export interface IdSet {
  /** False when the id is there already. */
  add(id: string): boolean
  readonly size: number
  /** Lets go of all ids. */
  close(): void
}

const firstSlots = 1 << 10
const fullAt = 0.7
const mostHeld = Math.floor(2 ** 20 * fullAt)

/**
 * Remembers ids as 64-bit hashes; two ids in a million collide once in 37 million runs. So many are held in an open-addressing table; what
 * was before lies in a file, of which 1.3 bytes an id are in memory.
 */
export function createIdSet({ held = mostHeld, spillDir }: IdSetOptions = {}): IdSet {
  const file = createScratchFile(spillDir)
  let table = new Uint32Array(firstSlots * 2)
  let inTable = 0
  let runs: HashRun[] = []
  let size = 0

  const insert = (high: number, low: number): boolean => {
    const slots = table.length / 2
    let slot = low & (slots - 1)
    for (;;) {
      const at = slot * 2
      if (table[at] === 0 && table[at + 1] === 0) {
        table[at] = high
        table[at + 1] = low
        return true
      }
      if (table[at] === high && table[at + 1] === low) return false
      slot = (slot + 1) & (slots - 1)
    }
  }

  const grow = () => {
    const old = table
    table = new Uint32Array(old.length * 2)
    for (let at = 0; at < old.length; at += 2) if (old[at] || old[at + 1]) insert(old[at]!, old[at + 1]!)
  }

  const spill = () => {
    runs.push(createHashRun(table, inTable, file))
    table.fill(0)
    inTable = 0
  }

  return {
    add(id) {
      const [high, low] = hash64(id)
      for (const run of runs) if (run.has(high, low)) return false
      if (!insert(high, low)) return false
      size++
      if (++inTable >= held) spill()
      else if (inTable > (table.length / 2) * fullAt) grow()
      return true
    },
    get size() {
      return size
    },
    close() {
      table = new Uint32Array(firstSlots * 2)
      inTable = size = 0
      runs = []
      file.close()
    },
  }
}
