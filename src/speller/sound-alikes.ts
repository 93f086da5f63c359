import { codePoints } from './edit-distance.ts'
import { joined } from './normalise.ts'
import { maxHitEdits, nameKey } from './rank-hits.ts'
import { soundOf } from './sounds.ts'
import type { Hit, Name } from './types.ts'

// Names that sound like a span, in every engine by equal sounds: who writes by ear is often further than two edits away.

/** Shortest span that may be written by ear, in code points. */
const minSpan = 5
/** Shortest name that may be meant. */
const minName = 4
/** Fewest sounds that tell a word from most others. */
const minSounds = 3

/**
 * How the name sounds; undefined where it is looked up by its letters only: names of several terms, short ones, those of few sounds, and
 * brands, since a brand that the shop does not carry may well sound like one that it does.
 */
export function nameSound({ form, kind }: Pick<Name, 'form' | 'kind'>): string | undefined {
  return kind === 'brand' || form.includes(' ') ? undefined : soundFrom(form, minName)
}

/** What the span sounds like; undefined where nobody looks for that. */
export function spanSound(span: string): string | undefined {
  return span.includes(' ') ? undefined : soundFrom(span, minSpan)
}

function soundFrom(form: string, least: number): string | undefined {
  const text = joined(form)
  if (codePoints(text).length < least) return undefined
  const sound = soundOf(text)
  if (sound.length < minSounds) return undefined
  // first vowels, which `soundOf` takes for one, are kept apart
  return vowels.includes(text[0]!) ? text[0]! + sound.slice(1) : sound
}

const vowels = 'aeiouy'

/**
 * Hits of a span with up to `most` more that sound like it, in `order`. None where a hit is the span, letter for letter: it is
 * no misspelling then. `alike` is in any order, and may hold hits once more.
 */
export function withAlike(
  hits: readonly Hit[],
  alike: readonly Hit[],
  most: number,
  order: (a: Hit, b: Hit) => number,
): Hit[] {
  if (most < 1 || alike.length === 0 || hits.some(({ edits }) => edits === 0)) return [...hits]
  const known = new Set(hits.map(({ name }) => nameKey(name)))
  const further = alike
    .filter(({ name, edits }) => edits <= maxHitEdits && !known.has(nameKey(name)))
    .sort(order)
    .slice(0, most)
    .map((hit) => ({ ...hit, isAlike: true as const }))
  return [...hits, ...further].sort(order)
}
