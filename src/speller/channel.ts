/**
 * Learned probabilities of how people mistype, as costs in nats: `-log P(typed | intended)`, relative to typing it right.
 * Counted over human misspellings by `training/src/learn-channel.ts`; letters only, every other character is `*`.
 */
export interface ChannelTable {
  /** `intended + typed`, e.g. "ae": an a typed as e. */
  readonly substitution: Readonly<Record<string, number>>
  /** `before + intended`: the intended letter left out after the letter before it; "^" before the first. */
  readonly deletion: Readonly<Record<string, number>>
  /** `before + typed`: a letter typed that nobody meant. */
  readonly insertion: Readonly<Record<string, number>>
  /** `first + second`: two neighbours swapped. */
  readonly transposition: Readonly<Record<string, number>>
  /** Cost of an edit that the tables have not seen. */
  readonly unseen: number
  /** Added when the first letter of a term is wrong. */
  readonly firstLetter: number
}

/** Costs of edits that leave letters alone. */
export const spaceCosts = { wordBreak: 5, wordCombination: 5 }

const symbol = (letter: string | undefined) =>
  letter === undefined ? '^' : letter >= 'a' && letter <= 'z' ? letter : '*'

/**
 * Cheapest explanation of the typed form by the intended one, in nats; 0 for equal forms. Optimal string alignment with
 * learned weights over joined forms. O(m·n) time.
 */
export function channelCost(table: ChannelTable, intended: string, typed: string): number {
  if (intended === typed) return 0
  const a = [...intended]
  const b = [...typed]
  const n = b.length
  let before: number[] = []
  let above: number[] = new Array<number>(n + 1)
  above[0] = 0
  for (let j = 1; j <= n; j++)
    above[j] =
      above[j - 1]! +
      at(table, table.insertion, symbol(b[j - 2]) + symbol(b[j - 1])) +
      (j === 1 ? table.firstLetter : 0)
  for (let i = 1; i <= a.length; i++) {
    const row: number[] = new Array<number>(n + 1)
    const intendedLetter = symbol(a[i - 1])
    const drop = at(table, table.deletion, symbol(a[i - 2]) + intendedLetter) + (i === 1 ? table.firstLetter : 0)
    row[0] = above[0]! + drop
    for (let j = 1; j <= n; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost =
        above[j - 1]! +
        (same
          ? 0
          : at(table, table.substitution, intendedLetter + symbol(b[j - 1])) +
            (i === 1 && j === 1 ? table.firstLetter : 0))
      cost = Math.min(cost, above[j]! + drop)
      cost = Math.min(cost, row[j - 1]! + at(table, table.insertion, symbol(a[i - 1]) + symbol(b[j - 1])))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && !same)
        cost = Math.min(cost, before[j - 2]! + at(table, table.transposition, symbol(a[i - 2]) + intendedLetter))
      row[j] = cost
    }
    before = above
    above = row
  }
  return above[n]!
}

function at(table: ChannelTable, costs: Readonly<Record<string, number>>, key: string): number {
  return costs[key] ?? table.unseen
}
