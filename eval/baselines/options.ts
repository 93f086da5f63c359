import type { HunspellOptions } from './hunspell.ts'
import type { SymSpellOptions } from './symspell.ts'

// Chosen on the development shop for F0.5 at 12 % misspelled queries; see README.md for what each is worth.

export const symSpellOptions: SymSpellOptions = {
  maxEdits: 2,
  shortLength: 7,
  minLength: 4,
  minCount: 2,
  knownZipf: 3,
  minPart: 4,
  exactParts: true,
  combines: true,
  bigrams: true,
}

export const hunspellOptions: HunspellOptions = {
  english: 'known',
  choice: 'count',
  maxEdits: 2,
  shortLength: 5,
  minLength: 4,
  minCount: 3,
  breaks: true,
}
