import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { normalise } from '../../src/speller/normalise.ts'

/** Where the training corpora lie; they are not part of the repository. */
export const corpusDir = process.env.QUERYMEND_CORPORA ?? '../shared/data/train'

/** Rows of a tab-separated file without its header line. */
export function tsv(file: string): string[][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.replace(/\r$/, '').split('\t'))
}

/** Pairs [misspelled, right] of single words of letters, from every list, each pair once. */
export function humanMisspellings(): [wrong: string, right: string][] {
  const pairs = new Map<string, [string, string]>()
  for (const list of ['misspell_toefl', 'misspell_wikipedia', 'misspell_typos_rs'])
    for (const [wrongRaw, rightRaw] of tsv(join(corpusDir, `${list}.tsv`))) {
      const wrong = normalise(wrongRaw!)
      const right = normalise(rightRaw!)
      if (wrong !== right && /^[a-z]{3,}$/.test(wrong) && /^[a-z]{3,}$/.test(right))
        pairs.set(`${wrong} ${right}`, [wrong, right])
    }
  return [...pairs.values()]
}

/** The same by right word. */
export function misspellingsByWord(): Map<string, string[]> {
  const byWord = new Map<string, string[]>()
  for (const [wrong, right] of humanMisspellings()) {
    const list = byWord.get(right)
    if (list) list.push(wrong)
    else byWord.set(right, [wrong])
  }
  return byWord
}
