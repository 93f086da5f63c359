export type AlignedKind = 'substitution' | 'deletion' | 'insertion' | 'transposition'

/** One edit between a right and a wrong form: letters `from` to `to` of the right one became `typedFrom` to `typedTo`. */
export interface AlignedEdit {
  readonly kind: AlignedKind
  readonly from: number
  readonly to: number
  readonly typedFrom: number
  readonly typedTo: number
}

/** The edits of the cheapest unweighted alignment, left to right. */
export function alignment(right: readonly string[], wrong: readonly string[]): AlignedEdit[] {
  const m = right.length
  const n = wrong.length
  const d = Array.from({ length: m + 1 }, (_, i) =>
    Array.from({ length: n + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const swapped = (i: number, j: number) =>
    i > 1 && j > 1 && right[i - 1] === wrong[j - 2] && right[i - 2] === wrong[j - 1] && right[i - 1] !== wrong[j - 1]
  for (let i = 1; i <= m; i++)
    for (let j = 1; j <= n; j++) {
      d[i]![j] = Math.min(
        d[i - 1]![j - 1]! + (right[i - 1] === wrong[j - 1] ? 0 : 1),
        d[i - 1]![j]! + 1,
        d[i]![j - 1]! + 1,
        swapped(i, j) ? d[i - 2]![j - 2]! + 1 : Infinity,
      )
    }
  const edits: AlignedEdit[] = []
  let i = m
  let j = n
  const edit = (kind: AlignedKind, letters: number, typed: number) => {
    edits.unshift({ kind, from: i - letters, to: i, typedFrom: j - typed, typedTo: j })
    i -= letters
    j -= typed
  }
  while (i > 0 || j > 0) {
    const here = d[i]![j]!
    if (i > 0 && j > 0 && right[i - 1] === wrong[j - 1] && d[i - 1]![j - 1] === here) {
      i--
      j--
    } else if (swapped(i, j) && d[i - 2]![j - 2]! + 1 === here) edit('transposition', 2, 2)
    else if (i > 0 && j > 0 && d[i - 1]![j - 1]! + 1 === here) edit('substitution', 1, 1)
    else if (i > 0 && d[i - 1]![j]! + 1 === here) edit('deletion', 1, 0)
    else edit('insertion', 0, 1)
  }
  return edits
}

/**
 * Runs `[right, wrong]` of at most `longest` letters, "^" and "$" for the ends, that hold one edit or several neighbouring
 * ones whole and some of the letters around, which are equal on both sides. The right side is never empty.
 */
export function runsAround(
  right: readonly string[],
  wrong: readonly string[],
  edits: readonly AlignedEdit[],
  longest: number,
): [right: string, wrong: string][] {
  const blocks: { from: number; to: number; typedFrom: number; typedTo: number }[] = []
  for (const { from, to, typedFrom, typedTo } of edits) {
    const last = blocks[blocks.length - 1]
    if (last && from - last.to <= 0) blocks[blocks.length - 1] = { ...last, to, typedTo }
    else blocks.push({ from, to, typedFrom, typedTo })
  }
  const a = ['^', ...right, '$']
  const b = ['^', ...wrong, '$']
  return blocks.flatMap(({ from, to, typedFrom, typedTo }, k) => {
    const room = Math.min(from + 1 - (k === 0 ? 0 : blocks[k - 1]!.to + 1), longest)
    const after = Math.min((blocks[k + 1]?.from ?? right.length + 1) - to, longest)
    const runs: [string, string][] = []
    for (let left = 0; left <= room; left++)
      for (let rest = 0; rest <= after; rest++) {
        const run = a.slice(from + 1 - left, to + 1 + rest)
        const typed = b.slice(typedFrom + 1 - left, typedTo + 1 + rest)
        if (run.length === 0 || run.length > longest || typed.length > longest) continue
        runs.push([run.join(''), typed.join('')])
      }
    return runs
  })
}
