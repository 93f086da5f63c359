import { avalanche, fnv1a, fnvSeed, withUnit } from './hash.ts'

/** Distinct character 2- and 3-grams of a joined form, with `^` before and `$` behind it. Empty for an empty form. */
export function gramsOf(joinedForm: string): string[] {
  if (joinedForm === '') return []
  const codes = ['^', ...joinedForm, '$']
  const grams = new Set<string>()
  for (let i = 0; i + 1 < codes.length; i++) {
    grams.add(codes[i]! + codes[i + 1]!)
    if (i + 2 < codes.length) grams.add(codes[i]! + codes[i + 1]! + codes[i + 2]!)
  }
  return [...grams]
}

/** Unsigned 32-bit id of a gram: its dimension in a sparse vector. */
export function gramId(gram: string): number {
  return fnv1a(gram)
}

const [start, end] = [0x5e, 0x24] // ^ and $

/**
 * Writes the id of each of `gramsOf`, where they stand, of the joined form in these UTF-16 units, and returns how many, at most two a unit and one. Ids
 * may repeat. Those of the first `kept` units, two each, are left as they are: none of these may be a surrogate or the last unit.
 */
export function gramIds(units: Uint16Array, from: number, to: number, into: Uint32Array, kept = 0): number {
  if (from === to) return 0
  let size = kept * 2
  let first = withUnit(fnvSeed, kept === 0 ? start : units[from + kept - 1]!)
  for (let at = from + kept; ;) {
    const next = at + codeLength(units, at, to)
    const alone = withCode(fnvSeed, units, at, next)
    const two = withCode(first, units, at, next)
    into[size++] = avalanche(two)
    if (next === to) {
      into[size++] = avalanche(withUnit(two, end))
      into[size++] = avalanche(withUnit(alone, end))
      return size
    }
    into[size++] = avalanche(withCode(two, units, next, next + codeLength(units, next, to)))
    first = alone
    at = next
  }
}

function withCode(hash: number, units: Uint16Array, from: number, to: number): number {
  const one = withUnit(hash, units[from]!)
  return to - from === 1 ? one : withUnit(one, units[from + 1]!)
}

export function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800
}

/** Units of the code point at a place: 2 for a pair of surrogates. */
export function codeLength(units: Uint16Array, at: number, to: number): 1 | 2 {
  const isPair = (units[at]! & 0xfc00) === 0xd800 && at + 1 < to && (units[at + 1]! & 0xfc00) === 0xdc00
  return isPair ? 2 : 1
}
