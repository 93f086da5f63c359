import { osaDistance } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import type { Random } from './random.ts'

const letterErrors = ['substitution', 'insertion', 'deletion', 'transposition'] as const
type LetterError = (typeof letterErrors)[number]

/** mixed: any of the four before it. phonetic: other letters for the same sound. spaces: one space wrong, the other edits mixed. */
export const errorClasses = [...letterErrors, 'mixed', 'phonetic', 'spaces'] as const
export type ErrorClass = (typeof errorClasses)[number]

/** How often a text is drawn again that is not as many edits away as wanted, before the name is given up. */
const attempts = 50

/**
 * The form with this many errors of one class, at random places. Letters: exactly as many edits away, spaces left out (one
 * fewer for `spaces`). phonetic: as many spellings changed, whatever that is in edits. Undefined where the form is too short.
 */
export function misspellAs(form: string, errorClass: ErrorClass, errors: number, random: Random): string | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    let text: string | undefined = form
    for (let i = 0; i < errors && text !== undefined; i++) text = withError(text, errorClass, i, random)
    if (text !== undefined && isAsWanted(form, text, errorClass, errors)) return text
  }
  return undefined
}

function isAsWanted(form: string, text: string, errorClass: ErrorClass, errors: number): boolean {
  // a short term may have lost all its letters
  if (/^ |  | $/.test(text)) return false
  if (errorClass === 'phonetic') return joined(text) !== joined(form)
  const edits = errorClass === 'spaces' ? errors - 1 : errors
  return text !== form && osaDistance(joined(form), joined(text), errors) === edits
}

function withError(text: string, errorClass: ErrorClass, already: number, random: Random): string | undefined {
  if (errorClass === 'phonetic') return respelled(text, random)
  if (errorClass === 'spaces') return already === 0 ? respaced(text, random) : withError(text, 'mixed', already, random)
  const at = random.below(text.length)
  const [letter, next] = [text[at]!, text[at + 1]]
  if (letter === ' ') return undefined
  const [before, after] = [text.slice(0, at), text.slice(at + 1)]
  const ways: Record<LetterError, () => string | undefined> = {
    substitution: () => before + random.pick(letters) + after,
    insertion: () => before + letter + (random.next() < 0.5 ? letter : random.pick(letters)) + after,
    deletion: () => before + after,
    transposition: () => (next === undefined || next === ' ' ? undefined : before + next + letter + after.slice(1)),
  }
  return ways[errorClass === 'mixed' ? random.pick(letterErrors) : errorClass]()
}

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** A term broken in two, or two neighbours joined. */
function respaced(text: string, random: Random): string | undefined {
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index)
  if (spaces.length > 0 && random.next() < 0.5) {
    const at = random.pick(spaces)
    return text.slice(0, at) + text.slice(at + 1)
  }
  const breaks = [...text.matchAll(/(?<=\w\w)(?=\w\w)/g)].map(({ index }) => index)
  if (breaks.length === 0) return undefined
  const at = random.pick(breaks)
  return `${text.slice(0, at)} ${text.slice(at)}`
}

/** Spellings of one sound, of English. */
const soundAlike: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['ck', 'k'],
  ['c', 'k'],
  ['s', 'z'],
  ['ea', 'ee'],
  ['ai', 'ay'],
  ['y', 'ie'],
  ['oo', 'u'],
  ['x', 'ks'],
  ['io', 'yo'],
  ['sh', 'ch'],
  ['er', 'or'],
  ['el', 'le'],
  ['ll', 'l'],
  ['tt', 't'],
  ['nn', 'n'],
]

function respelled(text: string, random: Random): string | undefined {
  const places = soundAlike.flatMap(([one, other]) => [...placesOf(text, one, other), ...placesOf(text, other, one)])
  if (places.length === 0) return undefined
  const { at, from, to } = random.pick(places)
  return text.slice(0, at) + to + text.slice(at + from.length)
}

function placesOf(text: string, from: string, to: string) {
  return [...text.matchAll(new RegExp(from, 'g'))].map(({ index }) => ({ at: index, from, to }))
}
