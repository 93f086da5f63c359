import type { GoldCase } from '../../evaluate/gold.ts'
import { align } from '../../speller/align.ts'
import type { ChannelTable } from '../../speller/channel.ts'
import { changesOf } from '../../speller/changes.ts'
import { joined, normalise, parseQuery } from '../../speller/normalise.ts'
import type { Name } from '../../speller/types.ts'
import type { Misspelling } from './recall.ts'

export interface GoldSpans {
  /** Windows that the gold reads otherwise than they were typed, by number of edits (3: three or more), each window once. */
  readonly byErrors: ReadonlyMap<number, readonly Misspelling[]>
  /** Windows whose right reading is no name of the catalog: no index can find it. */
  readonly notInCatalog: number
}

/** The misspelled windows of a gold set, with the names they were meant for. */
export function goldSpans(
  cases: readonly GoldCase[],
  names: readonly Name[],
  channel: ChannelTable,
  distance: (typed: string, meant: string) => number,
): GoldSpans {
  const formsOf = new Map<string, string[]>()
  for (const { form } of names) {
    const forms = formsOf.get(joined(form))
    if (forms) forms.push(form)
    else formsOf.set(joined(form), [form])
  }
  const byErrors = new Map<number, Misspelling[]>()
  const met = new Set<string>()
  let notInCatalog = 0
  for (const { query: raw, golds } of cases) {
    const query = parseQuery(raw)
    const text = normalise(golds[0]!)
    const readings = align(query, text, channel)
    for (const { typed, reading } of readings ? changesOf(query, { text, readings, score: 0 }) : []) {
      const [window, meant] = [typed.join(' '), reading.terms.join('')]
      if (met.has(`${window}\t${meant}`)) continue
      met.add(`${window}\t${meant}`)
      const truths = formsOf.get(meant)
      if (!truths) {
        notInCatalog++
        continue
      }
      const errors = Math.max(1, Math.min(3, distance(joined(window), meant)))
      byErrors.set(errors, [...(byErrors.get(errors) ?? []), { typed: window, truths }])
    }
  }
  return { byErrors, notInCatalog }
}
