/** Lines in order, many at a time. */
export type Blocks = AsyncGenerator<readonly string[]>

interface Head {
  line: string
  block: readonly string[]
  at: number
  readonly from: Blocks
}

/** Lines that are merged, and written, at once. */
export const blockLines = 2_000

/** The lines of all sources, each of which is in the order of UTF-16 units, in that order. Holds a block of each. */
export async function* mergedBlocks(sources: readonly Blocks[]): Blocks {
  // a binary heap: no head is behind those at 2i + 1 and 2i + 2
  const heads: Head[] = []
  try {
    for (const from of sources) {
      const head: Head = { line: '', block: [], at: -1, from }
      if (step(head) || (await refill(head))) push(heads, head)
    }
    let merged: string[] = []
    while (heads.length > 0) {
      const first = heads[0]!
      merged.push(first.line)
      if (!step(first) && !(await refill(first))) {
        const last = heads.pop()!
        if (heads.length > 0) heads[0] = last
      }
      sink(heads)
      if (merged.length < blockLines) continue
      yield merged
      merged = []
    }
    if (merged.length > 0) yield merged
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)))
  }
}

function step(head: Head): boolean {
  if (++head.at >= head.block.length) return false
  head.line = head.block[head.at]!
  return true
}

async function refill(head: Head): Promise<boolean> {
  for (;;) {
    const next = await head.from.next()
    if (next.done) return false
    head.block = next.value
    head.at = -1
    if (step(head)) return true
  }
}

function push(heads: Head[], head: Head): void {
  let at = heads.push(head) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (heads[above]!.line <= head.line) break
    heads[at] = heads[above]!
    at = above
  }
  heads[at] = head
}

/** Moves the first head to where it belongs. */
function sink(heads: Head[]): void {
  const head = heads[0]
  if (head === undefined) return
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heads.length) break
    if (below + 1 < heads.length && heads[below + 1]!.line < heads[below]!.line) below++
    if (head.line <= heads[below]!.line) break
    heads[at] = heads[below]!
    at = below
  }
  heads[at] = head
}
