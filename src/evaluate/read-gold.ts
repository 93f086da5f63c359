import { basename, extname } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import type { GoldCase } from './gold.ts'
import { GoldLineError, linesOf } from './gold-lines.ts'
import { readGoldJsonLines } from './read-gold-json-lines.ts'
import { readGoldTsv } from './read-gold-tsv.ts'

/**
 * Reads the content of a gold file: JSON Lines by extension or first character, else TSV with a header. A file that gives
 * no gold is a clean set: each query is its own gold. `brand.tsv` is about brands, whatever its columns.
 * Fails with `gold_invalid`, naming file and line.
 */
export function readGold(path: string, content: string): readonly GoldCase[] {
  const lines = linesOf(content)
  try {
    const [first] = lines
    if (!first) throw new GoldLineError(1, 'the file is empty; it needs at least one query')
    const damaged = lines.find(({ text }) => text.includes('\uFFFD'))
    if (damaged) throw new GoldLineError(damaged.number, 'the line is not valid UTF-8')
    const isJson = ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase()) || first.text.trimStart().startsWith('{')
    const cases = isJson ? readGoldJsonLines(lines) : readGoldTsv(lines)
    return /^brand\.[^.]+$/i.test(basename(path)) ? cases.map((gold) => ({ ...gold, isBrand: true })) : cases
  } catch (error) {
    if (!(error instanceof GoldLineError)) throw error
    throw new SpellerError('gold_invalid', `${path}:${error.line}: ${error.message}`, { cause: error })
  }
}
