/** Rules of a channel in a hash table over packed runs of letters. */
export interface PackedRules {
  readonly size: number
  readonly keys: Int32Array
  readonly costs: Float32Array
  /** By packed run: 1 where some rule has it on the intended side; on the typed side. */
  readonly intended: Uint8Array
  readonly typed: Uint8Array
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
    return { from: pack(from), to: pack(to), cost }
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
    keys,
    costs,
    intended: present(entries.map(({ from }) => from)),
    typed: present(entries.map(({ to }) => to)),
  }
}

function present(runs: readonly number[]): Uint8Array {
  const flags = new Uint8Array(32 ** maxRun)
  for (const run of runs) flags[run] = 1
  return flags
}

/**
 * The runs of a form between its marks, packed: shape [letters + 3, maxRun + 1], by the padded place behind the run and its
 * length; -1 where the run would begin before the form, or is not among those of `present`. `codes` are the letters' codes,
 * without the marks.
 */
export function runsOf(codes: ArrayLike<number>, present: Uint8Array): Int32Array {
  const width = maxRun + 1
  const n = codes.length
  const runs = new Int32Array((n + 3) * width).fill(-1)
  for (let at = 0; at <= n + 2; at++) {
    if (present[0] === 1) runs[at * width] = 0
    let packed = 0
    for (let size = 1; size <= maxRun && size <= at; size++) {
      const place = at - size
      const code = place === 0 ? start : place === n + 1 ? end : codes[place - 1]!
      packed |= code << (5 * (size - 1))
      if (present[packed] === 1) runs[at * width + size] = packed
    }
  }
  return runs
}

/**
 * Cost of the cheapest path that ends in a rule at letters `i` of the intended and `j` of the typed form, if it is below
 * `bound`; else `bound`. `costs`, shape [intended + 1, columns], holds those of shorter prefixes. A rule with "^" begins, one
 * with "$" ends, both forms.
 */
export function ruleCost(
  rules: PackedRules,
  intended: Int32Array,
  typed: Int32Array,
  i: number,
  j: number,
  atEnd: boolean,
  costs: Float64Array,
  columns: number,
  bound: number,
): number {
  let best = bound
  const width = maxRun + 1
  // padded places: letters start at 1, and the end mark belongs to the last letter
  for (let pad = 0; pad <= (atEnd ? 1 : 0); pad++) {
    const ia = (i + 1 + pad) * width
    const jb = (j + 1 + pad) * width
    for (let p = 1 + pad; p <= maxRun; p++) {
      const from = intended[ia + p]!
      if (from < 0) continue
      const beforeI = i + pad - p
      for (let q = pad; q <= maxRun; q++) {
        const to = typed[jb + q]!
        const beforeJ = j + pad - q
        // -1 letters before: the rule takes the start marks, which must be at both starts
        if (
          to < 0 ||
          (beforeI === i && beforeJ === j) ||
          beforeI < -1 ||
          beforeJ < -1 ||
          (beforeI === -1) !== (beforeJ === -1)
        )
          continue
        const before = beforeI === -1 ? 0 : costs[beforeI * columns + beforeJ]!
        if (before >= best) continue
        const cost = before + lookUp(rules, from, to)
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
