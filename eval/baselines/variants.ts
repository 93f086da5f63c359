import type { HunspellOptions } from './hunspell.ts'
import type { SymSpellOptions } from './symspell.ts'

/** Values that an option was tried with. */
type Tried<Options> = { readonly [Key in keyof Options]: readonly Options[Key][] }

export const triedOfSymSpell: Tried<SymSpellOptions> = {
  maxEdits: [1, 2],
  shortLength: [0, 3, 4, 5, 6, 7],
  minLength: [1, 3, 4, 5, 6],
  minCount: [1, 2, 3, 5, 10, 20],
  knownZipf: [1, 2, 2.5, 3, 3.5, 4, Infinity],
  minPart: [1, 2, 3, 4, Infinity],
  exactParts: [false, true],
  combines: [false, true],
  bigrams: [false, true],
}

export const triedOfHunspell: Tried<HunspellOptions> = {
  english: ['suggested', 'known', 'ignored'],
  choice: ['first', 'count'],
  maxEdits: [1, 2, 3, Infinity],
  shortLength: [0, 3, 4, 5, 6, 7],
  minLength: [1, 3, 4, 5, 6],
  minCount: [1, 2, 3, 5, 10, 20],
  breaks: [false, true],
}

export interface Variant<Options> {
  /** The option and its value; `as chosen` for the options themselves. */
  readonly label: string
  readonly options: Options
}

/** The options, then each with one of them changed to another value that was tried. */
export function variantsOf<Options extends object>(
  chosen: Options,
  tried: Tried<Options>,
): readonly Variant<Options>[] {
  const keys = Object.keys(tried) as (keyof Options & string)[]
  const changed = keys.flatMap((key) =>
    tried[key]
      .filter((value) => value !== chosen[key])
      .map((value) => ({ label: `${key} ${String(value)}`, options: { ...chosen, [key]: value } })),
  )
  return [{ label: 'as chosen', options: chosen }, ...changed]
}
