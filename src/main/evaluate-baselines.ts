import { catalogTermsOf } from '../../eval/baselines/catalog-terms.ts'
import type { HunspellOptions } from '../../eval/baselines/hunspell.ts'
import { hunspellOptions, symSpellOptions } from '../../eval/baselines/options.ts'
import { symSpell, type SymSpellOptions } from '../../eval/baselines/symspell.ts'
import type { System } from '../evaluate/system.ts'
import type { CollectedNames } from '../ingest/names.ts'
import type { Knowledge } from '../speller/knowledge.ts'

export interface Baselines {
  symspell(options?: SymSpellOptions): System
  hunspell(options?: HunspellOptions): Promise<System>
  /** Frees what was opened. */
  close(): void
}

/** Spellers of others over the same catalog, with the options chosen for them unless told otherwise. */
export function openBaselines({ names, bigrams }: CollectedNames, { background }: Knowledge): Baselines {
  const terms = catalogTermsOf(names)
  const closing: (() => void)[] = []
  return {
    symspell(options = symSpellOptions) {
      const pairs = new Map(bigrams.map(({ form, count }) => [form, count]))
      return symSpell({ terms, bigrams: pairs, zipf: (term) => background.zipf(term) }, options)
    },
    async hunspell(options = hunspellOptions) {
      // its packages are there for development only
      const { openHunspell } = await import('../../eval/baselines/hunspell.ts')
      const { system, close } = await openHunspell(terms, options)
      closing.push(close)
      return system
    },
    close: () => closing.splice(0).forEach((close) => close()),
  }
}
