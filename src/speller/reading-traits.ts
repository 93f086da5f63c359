import { type Change, coined, type Cost, cutShort, editShare, explained, oddGain, typedPair } from './changes.ts'
import type { TermCounts } from './language-model.ts'
import type { Letters } from './letters.ts'
import { soundOf } from './sounds.ts'

/** What is known of a change whatever stands around it. Counts as log(1 + n), costs and log-ratios in nats; what is true of it is 1, else 0. */
export interface ReadingTraits {
  readonly breaks: number
  readonly combinations: number
  /** The first letter is another. */
  readonly firstLetter: number
  /** Of the rarest term. */
  readonly typedCount: number
  readonly typedZipf: number
  readonly intendedCount: number
  readonly intendedZipf: number
  readonly editShare: number
  readonly short: number
  /** UTF-16 units typed. */
  readonly length: number
  readonly typedBrand: number
  readonly intendedBrand: number
  readonly typedPair: number
  readonly spaceOnly: number
  readonly knownMisspelling: number
  readonly explained: number
  readonly explainedZipf: number
  readonly cutShort: number
  readonly otherNumber: number
  readonly oddLetter: number
  readonly oddGain: number
  readonly coined: number
  readonly soundsAlike: number
  readonly oftenMisspelled: number
}

export interface TraitFacts {
  readonly counts: TermCounts
  isBrand(form: string): boolean
  isKnownMisspelling(intended: string, typed: string): boolean
  readonly letters: Letters
  /** In how many ways people are known to misspell a term. */
  misspellingsOf(intended: string): number
  /** Cost, in nats, of coining one term from another as brand names do. */
  readonly coinageCost: Cost
}

/** Typed forms of so many UTF-16 units are short. */
const shortLength = 4

export function traitsOf(change: Change, facts: TraitFacts): ReadingTraits {
  const { typed, reading } = change
  const { terms } = reading
  const { counts } = facts
  const logCount = (term: string) => Math.log1p(counts.count(term))
  const zipf = (term: string) => counts.zipf(term)
  const catalogLog = (term: string) => catalogLogOf(counts, term)
  // words that the tables lack count as somewhat rarer than the rarest of them
  const backgroundLog = (term: string) => Math.LN10 * Math.max(0.5, counts.zipf(term))
  const [typedJoined, joined] = [typed.join(''), terms.join('')]
  const [typedText, text] = [typed.join(' '), terms.join(' ')]
  const isOneTerm = typed.length === 1 && terms.length === 1
  return {
    breaks: Number(terms.length > typed.length),
    combinations: Number(terms.length < typed.length),
    firstLetter: Number(typed[0]![0] !== terms[0]![0]),
    typedCount: Math.min(...typed.map(logCount)),
    typedZipf: Math.min(...typed.map(zipf)),
    intendedCount: Math.min(...terms.map(logCount)),
    intendedZipf: Math.min(...terms.map(zipf)),
    editShare: editShare(change),
    short: Number(typedJoined.length <= shortLength),
    length: typedJoined.length,
    typedBrand: Number(facts.isBrand(typedText) || typed.some((term) => facts.isBrand(term))),
    intendedBrand: Number(facts.isBrand(text)),
    typedPair: typedPair(typed, counts),
    spaceOnly: Number(typedJoined === joined),
    knownMisspelling: Number(facts.isKnownMisspelling(text, typedText)),
    explained: explained(change, catalogLog),
    explainedZipf: explained(change, backgroundLog),
    cutShort: cutShort(change),
    otherNumber: Number(isOneTerm && typed[0]!.endsWith('s') !== terms[0]!.endsWith('s')),
    oddLetter: Math.max(...typed.map((term) => facts.letters.surprise(term).most)),
    oddGain: oddGain(change, facts.letters),
    coined: coined(change, facts.coinageCost),
    soundsAlike: Number(soundOf(typedJoined) === soundOf(joined)),
    oftenMisspelled:
      typed.length === terms.length ? Math.max(...terms.map((term) => Math.log1p(facts.misspellingsOf(term)))) : 0,
  }
}

/** Log of a term's count in the catalog; finite for one that it lacks. */
export function catalogLogOf(counts: TermCounts, term: string): number {
  return Math.log(counts.count(term) + 0.3)
}

/** What is known of the changes of one candidate, put together. Empty where it has none. */
export function createMerged(traits: readonly ReadingTraits[]) {
  const merged = (name: keyof ReadingTraits, start: number, merge: (a: number, b: number) => number) => {
    let value = start
    for (const one of traits) value = merge(value, one[name])
    return value
  }
  return {
    sum: (name: keyof ReadingTraits) => merged(name, 0, (a, b) => a + b),
    /** At least `start`. */
    most: (name: keyof ReadingTraits, start = 0) => merged(name, start, Math.max),
    /** At most `start`. */
    least: (name: keyof ReadingTraits, start: number) => merged(name, start, Math.min),
  }
}
