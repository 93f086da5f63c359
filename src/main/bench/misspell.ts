import { osaDistance } from '../../speller/edit-distance.ts'
import type { Random } from './random.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** The word with exactly this many edits, at random places: dropped, doubled, swapped, replaced or inserted letters. */
export function misspell(word: string, edits: number, random: Random): string {
  for (;;) {
    let text = word
    for (let i = 0; i < edits; i++) text = edited(text, random)
    if (osaDistance(word, text, edits) === edits) return text
  }
}

function edited(text: string, random: Random): string {
  const at = random.below(text.length)
  const before = text.slice(0, at)
  const letter = text.slice(at, at + 1)
  const after = text.slice(at + 1)
  const ways = [
    before + after,
    before + letter + letter + after,
    before + after.slice(0, 1) + letter + after.slice(1),
    before + random.pick(letters) + after,
    before + random.pick(letters) + letter + after,
  ]
  return random.pick(ways)
}
