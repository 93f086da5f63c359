/** Code points of a text, one element each: the unit in which edits are counted. */
export function codePoints(text: string): Uint32Array {
  const codes = new Uint32Array(text.length)
  let n = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!
    if (code > 0xffff) i++
    codes[n++] = code
  }
  return n === codes.length ? codes : codes.subarray(0, n)
}

let before = new Uint16Array(64)
let above = new Uint16Array(64)
let row = new Uint16Array(64)

/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost 1, and no part is
 * edited twice ("ca" to "abc" is 3). `max + 1` when it exceeds `max`. Not a metric. O(m·n) time, O(n) space.
 * @source Damerau 1964; the restriction as in SymSpell and Lucene.
 */
export function osaDistanceOfCodes(a: ArrayLike<number>, b: ArrayLike<number>, max: number): number {
  let m = a.length
  let n = b.length
  if (Math.abs(m - n) > max) return max + 1
  let start = 0
  while (m > start && n > start && a[m - 1] === b[n - 1]) {
    m--
    n--
  }
  while (start < m && start < n && a[start] === b[start]) start++
  m -= start
  n -= start
  if (m === 0 || n === 0) return Math.min(Math.max(m, n), max + 1)
  if (row.length <= n) {
    before = new Uint16Array(2 * n + 1)
    above = new Uint16Array(2 * n + 1)
    row = new Uint16Array(2 * n + 1)
  }
  for (let j = 0; j <= n; j++) above[j] = j
  for (let i = 1; i <= m; i++) {
    row[0] = i
    let best = i
    const ai = a[start + i - 1]
    for (let j = 1; j <= n; j++) {
      const bj = b[start + j - 1]
      let cost = above[j - 1]! + (ai === bj ? 0 : 1)
      if (above[j]! + 1 < cost) cost = above[j]! + 1
      if (row[j - 1]! + 1 < cost) cost = row[j - 1]! + 1
      if (i > 1 && j > 1 && ai === b[start + j - 2] && a[start + i - 2] === bj && before[j - 2]! + 1 < cost)
        cost = before[j - 2]! + 1
      row[j] = cost
      if (cost < best) best = cost
    }
    // a swap may still come from the row before the last, hence the look at both
    if (best > max && above.subarray(0, n + 1).every((cost) => cost > max - 1)) return max + 1
    const spare = before
    before = above
    above = row
    row = spare
  }
  return Math.min(above[n]!, max + 1)
}

/** The same for strings. */
export function osaDistance(a: string, b: string, max: number): number {
  return a === b ? 0 : osaDistanceOfCodes(codePoints(a), codePoints(b), max)
}
