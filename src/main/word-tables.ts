import { sha256Hex } from '../speller/sha256.ts'
import { type Background, decodeBackground } from '../speller/background.ts'
import { SpellerError } from '../speller/errors.ts'
import type { WordTables } from '../speller/knowledge.ts'
import { named } from './named-file.ts'
import type { Folder } from './parse-knowledge.ts'

/** By BCP 47 primary subtag. */
export type ListedLanguages = Readonly<Record<string, { readonly sha256: string }>>

/** Where the words of a language lie, in the folder that `languages.json` lies in. */
export const wordTable = (language: string) => `languages/${language}.bin`

/**
 * Each table is read when it is first asked for, and must be the one that the list names by its hash. What cannot be read now may be there with
 * the next query. `folder`: without the files that were read at once, which would be held with it.
 */
export function openWordTables(listed: ListedLanguages, folder: Pick<Folder, 'pathOf' | 'readLater'>): WordTables {
  const opened = new Map<string, Promise<Background>>()
  const read = async (language: string) => {
    const file = await folder.readLater(wordTable(language))
    const found = await sha256Hex(file)
    return named(folder, wordTable(language), () => {
      if (found !== listed[language]!.sha256)
        throw new SpellerError('model_invalid', 'it is not the table that languages.json names; restore both')
      return decodeBackground(file)
    })
  }
  const open = (language: string) => {
    const words = read(language)
    opened.set(language, words)
    words.catch(() => opened.delete(language))
    return words
  }
  return {
    words: (language) =>
      Object.hasOwn(listed, language) ? (opened.get(language) ?? open(language)) : Promise.resolve(undefined),
  }
}
