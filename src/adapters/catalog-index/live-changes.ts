import { SpellerError } from '../../speller/errors.ts'
import type { LiveChange, LiveNames } from './live-names.ts'

/**
 * Applies the changes of whole lines to what is known of a generation, and returns the number of lines. Empty ones are none;
 * a broken one fails with `catalog_invalid`, with its file and line: `lines` come before these.
 */
export function applyChanges(
  live: LiveNames,
  text: string,
  generation: string,
  { file, lines }: { readonly file: string; readonly lines: number },
): number {
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  all.forEach((line, i) => {
    if (line !== '') live.apply(parseChange(line, `${file}:${lines + i + 1}`), generation)
  })
  return all.length
}

function parseChange(line: string, place: string): LiveChange {
  try {
    const change = JSON.parse(line) as LiveChange
    if (change.op === 'upsert' ? Array.isArray(change.names) : Array.isArray(change.forms)) return change
    throw new Error('neither names nor forms')
  } catch (cause) {
    throw new SpellerError('catalog_invalid', `${place} is not a change of names. Remove the line.`, { cause })
  }
}
