import {
  codeOf,
  letterCode,
  type PackedRules,
  packRules,
  ruleCost,
  createRuns,
  readRuns,
  type Runs,
} from './channel-rules.ts'

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
export const spaceCosts = { wordBreak: 5, furtherBreak: 1, letterBreak: 2, wordCombination: 5 }

/** Costs by pairs of letter codes, 32 x 32, and the rules. */
interface Compiled {
  readonly substitution: Float64Array
  readonly deletion: Float64Array
  readonly insertion: Float64Array
  readonly transposition: Float64Array
  readonly firstLetter: number
  readonly rules: PackedRules
  /** No cost is below 0, so that no part of a path costs more than the whole. */
  readonly isPositive: boolean
  /** Cost of each letter, at least, by which a path shifts one form against the other. */
  readonly shift: number
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
  const [substitution, deletion, insertion, transposition] = [
    pairs(table.substitution),
    pairs(table.deletion),
    pairs(table.insertion),
    pairs(table.transposition),
  ]
  const rules = packRules(table.rules ?? {})
  const { firstLetter } = table
  const isPositive = [substitution, deletion, insertion, transposition, [firstLetter, rules.least]]
    .flatMap((costs) => [...costs])
    .every((cost) => cost >= 0)
  const shift = isPositive ? Math.min(...deletion, ...insertion, rules.leastShift) : 0
  found = { substitution, deletion, insertion, transposition, firstLetter, rules, isPositive, shift }
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
  const costs = compile(table)
  const { rules } = costs
  const hasRules = rules.size > 0
  read(meant, intended, hasRules ? rules.intended : undefined)
  // names are compared with one typed form after the other
  if (written.form !== typed || written.leastOf !== (hasRules ? rules.typed : undefined))
    read(written, typed, hasRules ? rules.typed : undefined)
  const single = cheapestPath(costs, -1, 0)
  if (!hasRules) return single
  const band = ruleBand + Math.abs(meant.size - written.size)
  return cheapestPath(costs, band, costs.isPositive ? single + slack : Infinity)
}

/** Sums of the same costs differ by less. */
const slack = 1e-6

/**
 * Of the forms read last. Rules are tried where the forms are shifted by at most `band` letters, and where a path of at most `limit`
 * may pass: all that costs more may be found dearer than it is.
 */
function cheapestPath(table: Compiled, band: number, limit: number): number {
  const { substitution, deletion, insertion, transposition, firstLetter, rules, shift } = table
  const { points: a, codes: x, size: m } = meant
  const { points: b, codes: y, size: n } = written
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
      i === 0 ? Infinity : deletion[(i === 1 ? startCode : x[i - 2]!) * 32 + x[i - 1]!]! + (i === 1 ? firstLetter : 0)
    for (let j = i === 0 ? 1 : 0; j <= n; j++) {
      let cost = i === 0 ? Infinity : costs[above + j]! + drop
      if (j > 0) {
        const typedCode = y[j - 1]!
        const added = i === 0 ? (j === 1 ? startCode : y[j - 2]!) * 32 : here
        const insert = costs[row + j - 1]! + insertion[added + typedCode]! + (i === 0 && j === 1 ? firstLetter : 0)
        if (insert < cost) cost = insert
        if (i > 0) {
          const same = a[i - 1] === b[j - 1]
          const firstSwapped = i === 1 && j === 1 ? firstLetter : 0
          const substitute = costs[above + j - 1]! + (same ? 0 : substitution[here + typedCode]! + firstSwapped)
          if (substitute < cost) cost = substitute
          if (i > 1 && j > 1 && !same && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
            const swap = costs[above - columns + j - 2]! + transposition[x[i - 2]! * 32 + x[i - 1]!]!
            if (swap < cost) cost = swap
          }
        }
      }
      const shifted = i < j ? j - i : i - j
      if (shifted <= band) {
        const ahead = m - i - (n - j)
        const room = limit - shift * (ahead < 0 ? -ahead : ahead)
        if (shift * shifted < room) {
          const bound = cost < room ? cost : room
          const ruled = ruleCost(rules, meant.runs, written.runs, i, j, i === m && j === n, costs, columns, bound)
          if (ruled < bound) cost = ruled
        }
      }
      costs[row + j] = cost
    }
  }
  return costs[m * columns + n]!
}

let scratch = new Float64Array(256)

/** A form as the costs read it, in arrays that are used again; only their beginnings count. */
interface Side {
  form: string | undefined
  /** Code points, and their letter codes. */
  points: Uint32Array
  codes: Uint8Array
  size: number
  /** By what `leastOf` says of them; nothing without it. */
  runs: Runs
  leastOf: Float32Array | undefined
}

const createSide = (): Side => ({
  form: undefined,
  points: new Uint32Array(64),
  codes: new Uint8Array(64),
  size: 0,
  runs: createRuns(64),
  leastOf: undefined,
})
const meant = createSide()
const written = createSide()

function read(side: Side, form: string, leastOf: Float32Array | undefined): void {
  if (side.points.length < form.length) {
    side.points = new Uint32Array(2 * form.length)
    side.codes = new Uint8Array(2 * form.length)
    side.runs = createRuns(2 * form.length)
  }
  const { points, codes } = side
  let size = 0
  for (let i = 0; i < form.length; i++) {
    const point = form.codePointAt(i)!
    if (point > 0xffff) i++
    points[size] = point
    codes[size++] = letterCode(point)
  }
  if (leastOf) readRuns(codes, size, leastOf, side.runs)
  side.form = form
  side.size = size
  side.leastOf = leastOf
}
