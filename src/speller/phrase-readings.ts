import { changesNumberOnly } from './inflection.ts'
import { minSpellingLength, type ReadingFacts } from './readings.ts'
import type { Hit, Reading, Span } from './types.ts'

/** Terms of fewer code points than `minSpellingLength` need two neighbours that speak for another spelling. */
const shortTermPhrase = 3

/**
 * Other spellings of one term that names of several terms propose, whose other terms are the term's neighbours as typed: "step latter"
 * for the name "step ladder", however many names lie nearer to "latter" alone. Of a name that was added at run time, whose terms need be no
 * names themselves, every term that differs. Each once; none that changes only the number of a known term.
 */
export function phraseReadings(
  spans: readonly Span[],
  hitsOf: readonly (readonly Hit[])[],
  facts: ReadingFacts,
): Reading[] {
  const found = new Map<string, Reading>()
  spans.forEach((span, s) => {
    const typed = span.text.split(' ')
    if (typed.length === 1) return
    for (const { name } of hitsOf[s]!) {
      const terms = name.form.split(' ')
      const changed = terms.flatMap((term, i) => (term === typed[i] ? [] : [i]))
      if (terms.length !== typed.length || (changed.length !== 1 && !name.isAdded)) continue
      for (const at of changed) {
        const [intended, was] = [terms[at]!, typed[at]!]
        if (was.length < minSpellingLength && typed.length < shortTermPhrase) continue
        if (changesNumberOnly(was, intended, (term) => facts.isKnown(term))) continue
        const from = span.from + at
        const key = `${from} ${intended}`
        if (found.has(key)) continue
        found.set(key, { from, to: from + 1, terms: [intended], cost: facts.spellingCost(intended, was) })
      }
    }
  })
  return [...found.values()]
}
