/** Shorter stretches are sorted by insertion. */
const fewTexts = 12

/**
 * Numbers of texts in the order of their UTF-16 units, as strings compare; equal ones in the order of their numbers. Text `i` is
 * `units` from `starts[i]` until before `starts[i + 1]`.
 * @source Multikey quicksort, Bentley and Sedgewick 1997: no unit is looked at again once it is known to be equal.
 */
export function sortTexts(units: Uint16Array, starts: Uint32Array): Uint32Array {
  const order = Uint32Array.from({ length: starts.length - 1 }, (_, i) => i)
  /** -1 behind the end. */
  const unitAt = (text: number, depth: number) => {
    const at = starts[text]! + depth
    return at < starts[text + 1]! ? units[at]! : -1
  }
  const isBefore = (a: number, b: number, from: number) => {
    for (let depth = from; ; depth++) {
      const [one, other] = [unitAt(a, depth), unitAt(b, depth)]
      if (one !== other) return one < other
      if (one === -1) return a < b
    }
  }
  const insert = (from: number, to: number, depth: number) => {
    for (let i = from + 1; i < to; i++) {
      const text = order[i]!
      let at = i
      for (; at > from && isBefore(text, order[at - 1]!, depth); at--) order[at] = order[at - 1]!
      order[at] = text
    }
  }
  const sort = (first: number, behind: number, firstDepth: number) => {
    let [from, to, depth] = [first, behind, firstDepth]
    while (to - from > fewTexts) {
      const pivot = middleOf(
        unitAt(order[from]!, depth),
        unitAt(order[(from + to) >>> 1]!, depth),
        unitAt(order[to - 1]!, depth),
      )
      let [less, more] = [from, to]
      for (let i = from; i < more;) {
        const text = order[i]!
        const unit = unitAt(text, depth)
        if (unit < pivot) {
          order[i++] = order[less]!
          order[less++] = text
        } else if (unit > pivot) {
          order[i] = order[--more]!
          order[more] = text
        } else i++
      }
      sort(from, less, depth)
      sort(more, to, depth)
      from = less
      to = more
      if (pivot === -1) {
        order.subarray(from, to).sort()
        return
      }
      depth++
    }
    insert(from, to, depth)
  }
  sort(0, order.length, 0)
  return order
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
