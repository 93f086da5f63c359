const bins = 512

/** The `n` positions of greatest score above 0, in no order; of equal scores those that stand first. O(positions). */
export function topBy(positions: readonly number[], scores: ArrayLike<number>, n: number): number[] {
  if (positions.length <= n) return [...positions]
  let greatest = 0
  for (const at of positions) if (scores[at]! > greatest) greatest = scores[at]!
  const binOf = (at: number) => Math.min(bins - 1, Math.floor((scores[at]! / greatest) * bins))
  const sizes = new Uint32Array(bins)
  for (const at of positions) sizes[binOf(at)]!++
  let last = bins - 1
  let above = 0
  while (above + sizes[last]! < n) above += sizes[last--]!
  const top: number[] = []
  const edge: number[] = []
  for (const at of positions) {
    const bin = binOf(at)
    if (bin > last) top.push(at)
    else if (bin === last) edge.push(at)
  }
  edge.sort((a, b) => scores[b]! - scores[a]!)
  return [...top, ...edge.slice(0, n - top.length)]
}
