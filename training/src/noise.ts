import type { ChannelTable } from '../../src/speller/channel.ts'
import { isInflection } from '../../src/speller/inflection.ts'
import { type Misspellings, misspell } from './misspell.ts'
import type { Random } from './random.ts'

export type NoiseKind =
  'spelling' | 'word_break' | 'word_combination' | 'spelling_and_space' | 'several' | 'real_word' | 'cut_short'

/** Share of each kind, in the order drawn. */
const kindShares: readonly (readonly [NoiseKind, number])[] = [
  ['spelling', 0.645],
  ['several', 0.07],
  ['word_combination', 0.07],
  ['word_break', 0.06],
  ['spelling_and_space', 0.05],
  ['real_word', 0.09],
  ['cut_short', 0.015],
]

/** What noise needs to know. */
export interface NoiseFacts {
  readonly table: ChannelTable
  readonly human: Misspellings
  /** True for a text that is a term of the shop: breaks fall where both parts are. */
  readonly isTerm: (text: string) => boolean
  /** True for text that a shopper may write on purpose: no noise may end in it. */
  readonly isFine: (text: string) => boolean
  /** Another word that a slip makes of a term, if there is one. */
  readonly slipToWord?: (term: string) => string | undefined
}

const erring = (term: string) => term.length >= 3 && /^[a-z]+$/.test(term)

/**
 * A misspelled form of a query of normalised terms, or undefined when none of them can err. `focus` names the positions
 * where the error should fall, if possible.
 */
export function misspellQuery(
  terms: readonly string[],
  { table, human, isTerm, isFine, slipToWord }: NoiseFacts,
  random: Random,
  focus?: readonly number[],
): { text: string; kind: NoiseKind } | undefined {
  const able = terms.map((_, i) => i).filter((i) => erring(terms[i]!))
  if (able.length === 0) return undefined
  const focused = (focus ?? []).filter((i) => able.includes(i))
  const place = () =>
    focused.length > 0 && random.chance(0.85) ? random.pick(focused) : difficulty(terms, able, human, random)
  const typed = [...terms]
  const [kind] = kindShares[random.weighted(kindShares.map(([, share]) => share))]!
  if (kind === 'real_word') {
    const i = place()
    const word = slipToWord?.(typed[i]!)
    if (word === undefined) return undefined
    typed[i] = word
  }
  if (kind === 'cut_short') {
    const long = able.filter((i) => typed[i]!.length >= 6)
    if (long.length === 0) return undefined
    // typing stops mostly in the last term
    const i = random.chance(0.7) ? long[long.length - 1]! : random.pick(long)
    typed[i] = typed[i]!.slice(0, Math.max(3, typed[i]!.length - 2 - random.below(4)))
  }
  if (kind === 'spelling' || kind === 'several' || kind === 'spelling_and_space') {
    const i = place()
    typed[i] = misspell(typed[i]!, table, human, random)
  }
  if (kind === 'several' && able.length > 1) {
    const j = random.pick(able)
    if (typed[j] === terms[j]) typed[j] = misspell(typed[j]!, table, human, random)
  }
  if (kind === 'word_combination' || kind === 'spelling_and_space' || kind === 'word_break') {
    const split = kind === 'word_break' || (kind === 'spelling_and_space' && random.chance(0.4))
    // a wrong break inside a term, or a missing space between two
    if (split) {
      const long = able.filter((i) => typed[i]!.length >= 5)
      if (long.length === 0) return undefined
      const natural = long.filter((i) => naturalBreaks(typed[i]!, isTerm).length > 0)
      const i = random.pick(natural.length > 0 ? natural : long)
      const breaks = naturalBreaks(typed[i]!, isTerm)
      const at = breaks.length > 0 ? random.pick(breaks) : 2 + random.below(typed[i]!.length - 3)
      typed[i] = typed[i]!.slice(0, at) + ' ' + typed[i]!.slice(at)
    } else {
      const gaps = able.filter((i) => i + 1 < terms.length && able.includes(i + 1))
      if (gaps.length === 0) return undefined
      const i = random.pick(gaps)
      typed[i] = typed[i]! + typed[i + 1]!
      typed.splice(i + 1, 1)
    }
  }
  const text = typed.join(' ')
  if (changedParts(terms, text).some(([from, to]) => (isInflection(from, to) || joinedEqual(from, to)) && isFine(to)))
    return undefined
  return text === terms.join(' ') ? undefined : { text, kind }
}

const joinedEqual = (a: string, b: string) => a.replaceAll(' ', '') === b.replaceAll(' ', '')

/** What stands between the first and the last term that differ, before and after. */
function changedParts(terms: readonly string[], text: string): [from: string, to: string][] {
  const typed = text.split(' ')
  let start = 0
  while (start < terms.length && start < typed.length && terms[start] === typed[start]) start++
  let end = 0
  while (
    end < terms.length - start &&
    end < typed.length - start &&
    terms[terms.length - 1 - end] === typed[typed.length - 1 - end]
  )
    end++
  const from = terms.slice(start, terms.length - end).join(' ')
  const to = typed.slice(start, typed.length - end).join(' ')
  return [[from, to]]
}

function naturalBreaks(word: string, isTerm: (text: string) => boolean): number[] {
  return Array.from({ length: word.length - 3 }, (_, i) => i + 2).filter(
    (at) => isTerm(word.slice(0, at)) && isTerm(word.slice(at)),
  )
}

/** A position drawn by how easily its term goes wrong: long ones, and those that people are known to misspell. */
function difficulty(terms: readonly string[], able: readonly number[], human: Misspellings, random: Random): number {
  return able[
    random.weighted(able.map((i) => terms[i]!.length * (1 + 0.5 * Math.log1p(human.get(terms[i]!)?.length ?? 0))))
  ]!
}
