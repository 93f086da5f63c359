/** Rules of a channel in a hash table over packed runs of letters. */
export interface PackedRules {
  readonly size: number
  /** Cost of the cheapest rule; Infinity without rules. */
  readonly least: number
  /** The same for each letter by which the sides of a rule differ in length. */
  readonly leastShift: number
  readonly keys: Int32Array
  readonly costs: Float32Array
  /** By packed run: cost of the cheapest rule that has it on the intended side, on the typed side; Infinity where none has. */
  readonly intended: Float32Array
  readonly typed: Float32Array
}

/** Longest run of letters on either side of a rule. */
export const maxRun = 3

const start = 27
const end = 28
const other = 29

/** 1 to 26 for a to z; the marks of start and end; one code for everything else. Below 32. */
export function codeOf(letter: string): number {
  if (letter === '^') return start
  if (letter === '$') return end
  return letterCode(letter.codePointAt(0)!)
}

/** The same by code point, for a letter of a form. */
export function letterCode(codePoint: number): number {
  return codePoint >= 97 && codePoint <= 122 ? codePoint - 96 : other
}

const pack = (run: string) => [...run].reduce((packed, letter) => packed * 32 + codeOf(letter), 0)
const keyOf = (intended: number, typed: number) => ((intended << 15) | typed) + 1
const slotOf = (key: number, slots: number) => (Math.imul(key, 0x9e3779b1) >>> 7) & (slots - 1)

/** Throws for a rule that is not `intended>typed` with runs of 1 to `maxRun` (typed: 0 to `maxRun`) letters. */
export function packRules(rules: Readonly<Record<string, number>>): PackedRules {
  const entries = Object.entries(rules).map(([rule, cost]) => {
    const [from, to, ...rest] = rule.split('>')
    if (
      from === undefined ||
      to === undefined ||
      rest.length > 0 ||
      from === '' ||
      from.length > maxRun ||
      to.length > maxRun
    )
      throw new Error(
        `The channel has a rule ${JSON.stringify(rule)}; write intended>typed, at most ${maxRun} letters each.`,
      )
    return { from: pack(from), to: pack(to), cost, shift: Math.abs(from.length - to.length) }
  })
  const slots = 2 ** Math.max(4, Math.ceil(Math.log2(entries.length * 2 + 1)))
  const keys = new Int32Array(slots)
  const costs = new Float32Array(slots)
  for (const { from, to, cost } of entries) {
    const key = keyOf(from, to)
    let slot = slotOf(key, slots)
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1)
    keys[slot] = key
    costs[slot] = cost
  }
  return {
    size: entries.length,
    least: entries.reduce((least, { cost }) => Math.min(least, Math.fround(cost)), Infinity),
    leastShift: entries.reduce(
      (least, { cost, shift }) => Math.min(least, shift === 0 ? Infinity : Math.fround(cost) / shift),
      Infinity,
    ),
    keys,
    costs,
    intended: leastByRun(entries.map(({ from, cost }) => [from, cost])),
    typed: leastByRun(entries.map(({ to, cost }) => [to, cost])),
  }
}

function leastByRun(costs: readonly (readonly [run: number, cost: number])[]): Float32Array {
  const least = new Float32Array(32 ** maxRun).fill(Infinity)
  for (const [run, cost] of costs) least[run] = Math.min(least[run]!, cost)
  return least
}

/** The runs of a form between its marks: shape [letters + 3, maxRun + 1], by the padded place behind the run and its length. */
export interface Runs {
  /** Each packed. */
  readonly packed: Int32Array
  /** Cost of the cheapest rule that has it; Infinity where none has, or where the run would begin before the form. */
  readonly least: Float32Array
}

const width = maxRun + 1

/** Room for the runs of a form of so many letters. */
export function createRuns(letters: number): Runs {
  const size = (letters + 3) * width
  return { packed: new Int32Array(size), least: new Float32Array(size) }
}

/** Writes `runs` by what `leastOf` says of each. The first `letters` of `codes` are the letters' codes, without the marks. */
export function readRuns(codes: ArrayLike<number>, letters: number, leastOf: Float32Array, runs: Runs): void {
  for (let at = 0; at <= letters + 2; at++) {
    let packed = 0
    for (let size = 0; size <= maxRun; size++) {
      const place = at - size
      if (size > 0 && place >= 0)
        packed |= (place === 0 ? start : place === letters + 1 ? end : codes[place - 1]!) << (5 * (size - 1))
      runs.packed[at * width + size] = packed
      runs.least[at * width + size] = place < 0 ? Infinity : leastOf[packed]!
    }
  }
}

/**
 * Cost of the cheapest path that ends in a rule at letters `i` of the intended and `j` of the typed form, if it is below
 * `bound`; else `bound`. `costs`, shape [intended + 1, columns], holds those of shorter prefixes. A rule with "^" begins, one
 * with "$" ends, both forms.
 */
export function ruleCost(
  rules: PackedRules,
  intended: Runs,
  typed: Runs,
  i: number,
  j: number,
  atEnd: boolean,
  costs: Float64Array,
  columns: number,
  bound: number,
): number {
  let best = bound
  // padded places: letters start at 1, and the end mark belongs to the last letter
  for (let pad = 0; pad <= (atEnd ? 1 : 0); pad++) {
    const ia = (i + 1 + pad) * width
    const jb = (j + 1 + pad) * width
    for (let p = 1 + pad; p <= maxRun; p++) {
      const least = intended.least[ia + p]!
      if (least === Infinity) continue
      const beforeI = i + pad - p
      for (let q = pad; q <= maxRun; q++) {
        const beforeJ = j + pad - q
        // -1 letters before: the rule takes the start marks, which must be at both starts
        if (beforeI < 0 || beforeJ < 0) {
          if (beforeI !== -1 || beforeJ !== -1) continue
        } else if (beforeI === i && beforeJ === j) continue
        const before = beforeI < 0 ? 0 : costs[beforeI * columns + beforeJ]!
        // most rules are too dear even at their cheapest, and need no look at the table
        if (before + least >= best || before + typed.least[jb + q]! >= best) continue
        const cost = before + lookUp(rules, intended.packed[ia + p]!, typed.packed[jb + q]!)
        if (cost < best) best = cost
      }
    }
  }
  return best
}

function lookUp({ keys, costs }: PackedRules, intended: number, typed: number): number {
  const key = keyOf(intended, typed)
  const mask = keys.length - 1
  for (let slot = slotOf(key, keys.length); keys[slot] !== 0; slot = (slot + 1) & mask)
    if (keys[slot] === key) return costs[slot]!
  return Infinity
}
