/** Lists of numbers that are made one after another, and wanted once more in the same order: the first ones, as many as find room. */
export interface KeptLists {
  /** Keeps the first `length` of these as the next list, unless one before found no room. */
  keep(numbers: Uint32Array, length: number): void
  /** Writes the list of this place into `into`, and returns its length; -1 where it is not kept. */
  read(place: number, into: Uint32Array): number
}

/** 8 MiB of numbers. */
const mostKept = 2 ** 21

/** `lists`: how many there will be. `numbers`: at most so many in all of them. Memory is taken for what is kept. */
export function createKeptLists(lists: number, numbers: number, most = mostKept): KeptLists {
  const kept = new Uint32Array(Math.min(numbers, most))
  const ends = new Uint32Array(lists)
  let used = 0
  let size = 0
  let isFull = false
  return {
    keep(numbers, length) {
      isFull ||= used + length > kept.length
      if (isFull) return
      for (let i = 0; i < length; i++) kept[used++] = numbers[i]!
      ends[size++] = used
    },
    read(place, into) {
      if (place >= size) return -1
      const start = place === 0 ? 0 : ends[place - 1]!
      const length = ends[place]! - start
      for (let i = 0; i < length; i++) into[i] = kept[start + i]!
      return length
    },
  }
}
