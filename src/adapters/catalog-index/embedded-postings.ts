// Postings are ascending names, from 0, as differences in bytes of 7 bits; the first one's is from -1. Names that follow one another are a
// run: a 0, which is no difference, and how many. In the order of joined forms half of a gram's names are in runs.

/** A shorter run takes no more as differences. */
const leastRun = 3

/** Bytes that a difference takes. */
export function bytesOf(difference: number): number {
  const bits = 32 - Math.clz32(difference)
  return Math.floor((bits + 6) / 7)
}

/** Bytes that so many names take, each right behind the one before. */
export function bytesOfRun(names: number): number {
  return names < leastRun ? names : 1 + bytesOf(names)
}

/** Writes a difference, and returns where the next one goes. */
export function putDifference(into: Uint8Array, at: number, difference: number): number {
  while (difference > 0x7f) {
    into[at++] = (difference & 0x7f) | 0x80
    difference >>>= 7
  }
  into[at++] = difference
  return at
}

/** Writes so many names, each right behind the one before, and returns where the next difference goes. */
export function putRun(into: Uint8Array, at: number, names: number): number {
  if (names >= leastRun) {
    into[at++] = 0
    return putDifference(into, at, names)
  }
  for (; names > 0; names--) into[at++] = 1
  return at
}

/** Calls `visit` with each name of a stretch of postings. */
export function visitPostings(bytes: Uint8Array, from: number, to: number, visit: (name: number) => void): void {
  let name = -1
  let isRun = false
  for (let at = from; at < to; at++) {
    let byte = bytes[at]!
    let number = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[++at]!
      number |= (byte & 0x7f) << shift
    }
    if (isRun) for (; number > 0; number--) visit(++name)
    else if (number > 0) visit((name += number))
    isRun = !isRun && number === 0
  }
}
