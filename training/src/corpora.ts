import { readFileSync } from 'node:fs'

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
