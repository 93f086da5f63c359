import { createHashRun, type HashRun } from './hash-run.ts'
import { createScratchFile } from './scratch-file.ts'

export interface HashTableOptions {
  /** Whether a hash has a value other than 0. */
  readonly hasValues: boolean
  /** Hashes that are held in memory, in a table of up to 23 bytes each, 34 with values; the others are in a file. */
  readonly held?: number | undefined
  /** Where the file is. Default: the system's folder (`TMPDIR`). */
  readonly spillDir?: string | undefined
}

/** Values, which are unsigned 32-bit words, of 64-bit hashes, which are two such words and not both 0. */
export interface HashTable {
  get(high: number, low: number): number | undefined
  /** Also over another value. */
  set(high: number, low: number, value: number): void
  /** Lets go of all of them. */
  close(): void
}

const firstSlots = 1 << 10
const fullAt = 0.7
const mostHeld = Math.floor(2 ** 20 * fullAt)
const valueWord = 2

/** An open-addressing table in bounded memory: one that is full goes to the file, and leaves 1.25 bytes a hash in memory. */
export function createHashTable({ hasValues, held = mostHeld, spillDir }: HashTableOptions): HashTable {
  const slotWords = hasValues ? valueWord + 1 : valueWord
  const file = createScratchFile(spillDir)
  let table = new Uint32Array(firstSlots * slotWords)
  let inTable = 0
  /** The latest first. */
  let runs: HashRun[] = []

  /** Where the slot of this hash begins, which is empty where the table has none. */
  const slotOf = (high: number, low: number): number => {
    const slots = table.length / slotWords
    for (let slot = low & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = slot * slotWords
      if ((table[at] === high && table[at + 1] === low) || isEmpty(at)) return at
    }
  }
  const isEmpty = (at: number) => table[at] === 0 && table[at + 1] === 0

  const grow = () => {
    const old = table
    table = new Uint32Array(old.length * 2)
    for (let from = 0; from < old.length; from += slotWords) {
      if (old[from] === 0 && old[from + 1] === 0) continue
      const at = slotOf(old[from]!, old[from + 1]!)
      for (let word = 0; word < slotWords; word++) table[at + word] = old[from + word]!
    }
  }

  const spill = () => {
    runs.unshift(createHashRun(table, slotWords, inTable, file))
    table.fill(0)
    inTable = 0
  }

  return {
    get(high, low) {
      const at = slotOf(high, low)
      if (!isEmpty(at)) return hasValues ? table[at + valueWord]! : 0
      for (const run of runs) {
        const found = run.find(high, low)
        if (found) return hasValues ? found[valueWord]! : 0
      }
      return undefined
    },
    set(high, low, value) {
      const at = slotOf(high, low)
      const isNew = isEmpty(at)
      table[at] = high
      table[at + 1] = low
      if (hasValues) table[at + valueWord] = value
      if (!isNew) return
      if (++inTable >= held) spill()
      else if (inTable > (table.length / slotWords) * fullAt) grow()
    },
    close() {
      table = new Uint32Array(firstSlots * slotWords)
      inTable = 0
      runs = []
      file.close()
    },
  }
}
