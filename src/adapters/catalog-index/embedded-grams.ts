import { gramId } from '../../speller/grams.ts'
import { joined } from '../../speller/normalise.ts'
import type { Name } from '../../speller/types.ts'
import { offsets } from './embedded-format.ts'

interface GramCount {
  readonly gram: number
  /** That its differences take. */
  bytes: number
  size: number
  last: number
}

/** Postings of character n-grams: per gram the ascending names that hold it, as differences in bytes of 7 bits. */
export function gramArrays(names: readonly Name[]) {
  // by signed ids, which a map finds without an object for each
  const rankOf = new Map<number, number>()
  const counts: GramCount[] = []
  const visit = (meet: (gram: number, name: number) => void) =>
    names.forEach((name, i) => visitGrams(joined(name.form), (gram) => meet(gram, i)))
  visit((gram, name) => {
    let at = rankOf.get(gram | 0)
    if (at === undefined) {
      at = counts.push({ gram, bytes: 0, size: 0, last: -1 }) - 1
      rankOf.set(gram | 0, at)
    }
    const count = counts[at]!
    if (count.last === name) return
    count.bytes += bytesOf(name - count.last)
    count.size++
    count.last = name
  })
  counts.sort((a, b) => a.gram - b.gram)
  counts.forEach(({ gram }, rank) => rankOf.set(gram | 0, rank))
  const gramAt = offsets(counts.map(({ bytes }) => bytes))
  const next = gramAt.slice()
  const last = new Int32Array(counts.length).fill(-1)
  const gramNames = new Uint8Array(gramAt.at(-1)!)
  visit((gram, name) => {
    const rank = rankOf.get(gram | 0)!
    if (last[rank] === name) return
    let difference = name - last[rank]!
    while (difference > 0x7f) {
      gramNames[next[rank]!++] = (difference & 0x7f) | 0x80
      difference >>>= 7
    }
    gramNames[next[rank]!++] = difference
    last[rank] = name
  })
  return {
    gramIds: Uint32Array.from(counts, ({ gram }) => gram),
    gramSizes: Uint32Array.from(counts, ({ size }) => size),
    gramAt,
    gramNames,
  }
}

/** Calls `visit` with the id of each of `gramsOf`, where they stand; ids may repeat. */
function visitGrams(joinedForm: string, visit: (gram: number) => void): void {
  if (joinedForm === '') return
  const text = `^${joinedForm}$`
  const after = (at: number) => at + (text.codePointAt(at)! > 0xffff ? 2 : 1)
  for (let from = 0, second = 1; second < text.length;) {
    const third = after(second)
    visit(gramId(text.slice(from, third)))
    if (third < text.length) visit(gramId(text.slice(from, after(third))))
    from = second
    second = third
  }
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
