import { codeOf, letterCode, type PackedRules, packRules, ruleCost, runsOf } from './channel-rules.ts'
import { codePoints } from './edit-distance.ts'

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
  /**
   * `intended>typed`, up to 3 letters on either side, "^" and "$" the ends of the term: a run of letters written another way,
   * such as "ph>f" or "el$>le$". Used where that is cheaper than the single edits (Brill, Moore 2000).
   */
  readonly rules?: Readonly<Record<string, number>>
}

/** Costs of edits that leave letters alone. */
export const spaceCosts = { wordBreak: 5, wordCombination: 5 }

/** Costs by pairs of letter codes, 32 x 32, and the rules. */
interface Compiled {
  readonly substitution: Float64Array
  readonly deletion: Float64Array
  readonly insertion: Float64Array
  readonly transposition: Float64Array
  readonly rules: PackedRules
}

const compiled = new WeakMap<ChannelTable, Compiled>()

function compile(table: ChannelTable): Compiled {
  let found = compiled.get(table)
  if (found) return found
  const pairs = (costs: Readonly<Record<string, number>>) => {
    const array = new Float64Array(32 * 32).fill(table.unseen)
    for (const [key, cost] of Object.entries(costs)) array[codeOf(key[0]!) * 32 + codeOf(key[1]!)] = cost
    return array
  }
  found = {
    substitution: pairs(table.substitution),
    deletion: pairs(table.deletion),
    insertion: pairs(table.insertion),
    transposition: pairs(table.transposition),
    rules: packRules(table.rules ?? {}),
  }
  compiled.set(table, found)
  return found
}

const startCode = codeOf('^')

/** Rules are tried only where the two forms are shifted by at most this many letters more than their lengths differ. */
const ruleBand = 3

/**
 * Cheapest explanation of the typed form by the intended one, in nats; 0 for equal forms. Optimal string alignment with
 * learned weights over joined forms, and runs of letters rewritten at once. O(m·n) time.
 */
export function channelCost(table: ChannelTable, intended: string, typed: string): number {
  if (intended === typed) return 0
  const { substitution, deletion, insertion, transposition, rules } = compile(table)
  const a = codePoints(intended)
  const b = codePoints(typed)
  const m = a.length
  const n = b.length
  const x = a.map(letterCode)
  const y = b.map(letterCode)
  const hasRules = rules.size > 0
  const left = hasRules ? runsOf(x, rules.intended) : none
  const right = hasRules ? runsOf(y, rules.typed) : none
  const band = hasRules ? ruleBand + Math.abs(m - n) : -1
  const columns = n + 1
  const cells = (m + 1) * columns
  if (scratch.length < cells) scratch = new Float64Array(2 * cells)
  const costs = scratch
  costs[0] = 0
  for (let i = 0; i <= m; i++) {
    const row = i * columns
    const above = row - columns
    const here = (i === 0 ? startCode : x[i - 1]!) * 32
    const drop =
      i === 0
        ? Infinity
        : deletion[(i === 1 ? startCode : x[i - 2]!) * 32 + x[i - 1]!]! + (i === 1 ? table.firstLetter : 0)
    for (let j = i === 0 ? 1 : 0; j <= n; j++) {
      let cost = i === 0 ? Infinity : costs[above + j]! + drop
      if (j > 0) {
        const typedCode = y[j - 1]!
        const added = i === 0 ? (j === 1 ? startCode : y[j - 2]!) * 32 : here
        const insert =
          costs[row + j - 1]! + insertion[added + typedCode]! + (i === 0 && j === 1 ? table.firstLetter : 0)
        if (insert < cost) cost = insert
        if (i > 0) {
          const same = a[i - 1] === b[j - 1]
          const firstSwapped = i === 1 && j === 1 ? table.firstLetter : 0
          const substitute = costs[above + j - 1]! + (same ? 0 : substitution[here + typedCode]! + firstSwapped)
          if (substitute < cost) cost = substitute
          if (i > 1 && j > 1 && !same && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
            const swap = costs[above - columns + j - 2]! + transposition[x[i - 2]! * 32 + x[i - 1]!]!
            if (swap < cost) cost = swap
          }
        }
      }
      if (i - j <= band && j - i <= band)
        cost = ruleCost(rules, left, right, i, j, i === m && j === n, costs, columns, cost)
      costs[row + j] = cost
    }
  }
  return costs[m * columns + n]!
}

const none = new Int32Array(0)
let scratch = new Float64Array(256)
