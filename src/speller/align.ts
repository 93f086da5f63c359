import { channelCost, type ChannelTable, spaceCosts } from './channel.ts'
import type { Query, Reading } from './types.ts'

/** Window sizes [typed terms, intended terms] that one reading may pair. */
const pairs: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 1],
  [1, 3],
  [3, 1],
  [2, 2],
  [1, 4],
  [4, 1],
]

/**
 * Explains a text of normalised terms as readings of the query, by the cheapest channel cost; undefined when the numbers of
 * terms cannot be paired. The readings cover the query without gap or overlap. O(n·m) windows.
 */
export function align(query: Query, text: string, channel: ChannelTable): Reading[] | undefined {
  const typed = query.terms.map((term) => term.text)
  const intended = text === '' ? [] : text.split(' ')
  const n = typed.length
  const m = intended.length
  const best: ({ cost: number; reading?: Reading; back?: readonly [number, number] } | undefined)[][] = Array.from(
    { length: n + 1 },
    () => new Array<undefined>(m + 1).fill(undefined),
  )
  best[0]![0] = { cost: 0 }
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= m; j++) {
      const here = best[i]![j]
      if (!here) continue
      for (const [a, b] of pairs) {
        if (i + a > n || j + b > m) continue
        const terms = intended.slice(j, j + b)
        const same = a === b && terms.every((term, t) => term === typed[i + t])
        if (same && a > 1) continue
        const letters = channelCost(channel, terms.join(''), typed.slice(i, i + a).join(''))
        const spaces =
          b > a
            ? spaceCosts.wordBreak * (b - a)
            : a > b
              ? spaceCosts.wordCombination * (a - b)
              : a > 1
                ? spaceCosts.wordBreak
                : 0
        const cost = here.cost + letters + spaces
        const there = best[i + a]![j + b]
        if (there && there.cost <= cost) continue
        best[i + a]![j + b] = { cost, reading: { from: i, to: i + a, terms, cost: letters + spaces }, back: [i, j] }
      }
    }
  const readings: Reading[] = []
  let at: readonly [number, number] = [n, m]
  while (at[0] > 0 || at[1] > 0) {
    const step = best[at[0]]![at[1]]
    if (!step?.reading || !step.back) return undefined
    readings.unshift(step.reading)
    at = step.back
  }
  return readings
}
