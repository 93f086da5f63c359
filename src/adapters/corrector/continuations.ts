const space = 0x20

/**
 * Guesses of what follows `prefix`, the greedy output so far, whose last byte none of `rejected` held: these drafts equal
 * it up to there. At least one guess, at most `limit`, all different, likeliest first. Guesses only cost or save time.
 */
export function continuations(
  prefix: Uint8Array,
  rejected: readonly Uint8Array[],
  sources: readonly Uint8Array[],
  limit: number,
): readonly Uint8Array[] {
  const at = prefix.length - 1
  const [first, ...others] = rejected.map((draft) => repairs(draft, at, prefix[at]!))
  const copied = sources.flatMap((source) => resynchronised(prefix, source))
  const resting = copied.map((rest) => withRestOf(rejected[0] ?? new Uint8Array(), prefix, rest))
  const guesses = [...(first ?? []), ...resting, ...others.flat(), ...copied]
  const different = new Map(guesses.map((guess) => [String(guess), guess]))
  return different.size === 0 ? [new Uint8Array()] : [...different.values()].slice(0, Math.max(1, limit))
}

/** What is left of the draft if `byte` at `at` was typed wrong: left out, doubled, swapped, replaced or inserted. */
function repairs(draft: Uint8Array, at: number, byte: number): Uint8Array[] {
  const dropsOne = draft[at + 1] === byte
  return [
    ...(dropsOne ? [draft.subarray(at + 2), joined([draft.subarray(at, at + 1), draft.subarray(at + 2)])] : []),
    draft.subarray(at),
    draft.subarray(at + 1),
  ]
}

/** What follows in the source where it agrees with the last 3, 2 or 1 bytes of the prefix; the place nearest to the prefix's own length. */
function resynchronised(prefix: Uint8Array, source: Uint8Array): Uint8Array[] {
  const end = prefix.length
  let found = -1
  let agreed = 0
  for (let i = 1; i < source.length; i++) {
    let n = 0
    while (n < 3 && n < i && n < end && source[i - 1 - n] === prefix[end - 1 - n]) n++
    // A source that begins here agrees as far as it can: the word starts with it.
    if (n > 0 && n === i && (end === n || prefix[end - 1 - n] === space)) n = 3
    if (n > agreed || (n === agreed && n > 0 && Math.abs(i - end) < Math.abs(found - end))) {
      found = i
      agreed = n
    }
  }
  return found < 0 ? [] : [source.subarray(found)]
}

/** The copied rest of a name, then the words of the draft that come after as many words. */
function withRestOf(draft: Uint8Array, prefix: Uint8Array, rest: Uint8Array): Uint8Array {
  let words = 1 + count(prefix, space) + count(rest, space)
  let from = -1
  while (words > 0 && (from = draft.indexOf(space, from + 1)) >= 0) words--
  return words > 0 ? rest : joined([rest, draft.subarray(from)])
}

function count(bytes: Uint8Array, byte: number): number {
  return bytes.reduce((total, b) => total + (b === byte ? 1 : 0), 0)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
