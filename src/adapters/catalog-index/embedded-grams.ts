import { gramId, gramsOf } from '../../speller/grams.ts'
import { joined } from '../../speller/normalise.ts'
import type { Name } from '../../speller/types.ts'
import { offsets } from './embedded-format.ts'

/** Postings of character n-grams: per gram the ascending names that hold it, as differences in bytes of 7 bits. */
export function gramArrays(names: readonly Name[]) {
  const positions = new Map<number, number>()
  const visit = (meet: (gram: number, name: number) => void) =>
    names.forEach((name, i) => {
      for (const gram of gramsOf(joined(name.form))) meet(gramId(gram), i)
    })
  let bytes: number[] = []
  let sizes: number[] = []
  let last: number[] = []
  visit((gram, name) => {
    let at = positions.get(gram)
    if (at === undefined) {
      at = positions.size
      positions.set(gram, at)
      bytes.push(0)
      sizes.push(0)
      last.push(-1)
    }
    if (last[at] === name) return
    bytes[at]! += bytesOf(name - last[at]!)
    sizes[at]!++
    last[at] = name
  })
  const order = [...positions].sort(([a], [b]) => a - b).map(([, at]) => at)
  const gramIds = Uint32Array.from(positions.keys()).sort()
  bytes = order.map((at) => bytes[at]!)
  sizes = order.map((at) => sizes[at]!)
  const gramAt = offsets(bytes)
  const rankOf = new Map(Array.from(gramIds, (gram, rank) => [gram, rank]))
  const next = gramAt.slice()
  last = sizes.map(() => -1)
  const gramNames = new Uint8Array(gramAt.at(-1)!)
  visit((gram, name) => {
    const rank = rankOf.get(gram)!
    if (last[rank] === name) return
    let difference = name - last[rank]!
    while (difference > 0x7f) {
      gramNames[next[rank]!++] = (difference & 0x7f) | 0x80
      difference >>>= 7
    }
    gramNames[next[rank]!++] = difference
    last[rank] = name
  })
  return { gramIds, gramSizes: Uint32Array.from(sizes), gramAt, gramNames }
}

/** Calls `visit` with each name of a stretch of `gramNames`. */
export function visitPostings(bytes: Uint8Array, from: number, to: number, visit: (name: number) => void): void {
  let name = -1
  for (let at = from; at < to; at++) {
    let byte = bytes[at]!
    let difference = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[++at]!
      difference |= (byte & 0x7f) << shift
    }
    visit((name += difference))
  }
}

function bytesOf(difference: number): number {
  return difference < 0x80 ? 1 : difference < 0x4000 ? 2 : difference < 0x200000 ? 3 : difference < 0x10000000 ? 4 : 5
}
