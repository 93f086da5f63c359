import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { maxHitEdits } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { compareByScore, termWeight } from './bm25.ts'
import { offsets } from './embedded-format.ts'
import type { EmbeddedIndex } from './embedded-search.ts'
import { createSpanReader, type TermRetriever } from './span-terms.ts'
import { topBy } from './top.ts'

/**
 * Searches an index by BM25 over the terms of its names; fuzzy-bm25: each term of the span also stands for those of the names
 * within `nearEdits`. Of the terms that one stands for only the best counts in a name, and all have the inverse frequency of the
 * commonest, so that a rare misspelling weighs no more than its word. A name's score is the share of what a name of just the
 * span's terms would have. Terms are counted once, when this is called: O(names).
 */
export function createTermSearch(index: EmbeddedIndex, retriever: TermRetriever): EmbeddedIndex['search'] {
  const { terms, termAt, termNames, termTimes, lengths } = countTerms(index)
  const names = lengths.length
  const frequencies = new Map(Array.from(terms, ([term, at]) => [term, termAt[at + 1]! - termAt[at]!]))
  const read = createSpanReader(frequencies, names, retriever)
  const scores = new Float32Array(names)
  const best = new Float32Array(names)

  const scoreAll = (spanTerms: readonly string[]) => {
    const touched: number[] = []
    const span = read(spanTerms)
    for (const { expansions, idf } of span.terms) {
      const met: number[] = []
      for (const { term, weight } of expansions) {
        const at = terms.get(term)!
        for (let p = termAt[at]!; p < termAt[at + 1]!; p++) {
          const name = termNames[p]!
          const score = weight * idf * termWeight(termTimes[p]!, lengths[name]!)
          if (best[name] === 0) met.push(name)
          if (score > best[name]!) best[name] = score
        }
      }
      for (const name of met) {
        if (scores[name] === 0) touched.push(name)
        scores[name]! += best[name]!
        best[name] = 0
      }
    }
    return { touched, ideal: span.ideal }
  }

  return (span, limit, locale, { hidden } = {}) => {
    if (span === '' || limit < 1) return []
    const exact = index.search(span, limit, locale, hidden ? { hidden } : {}).filter(({ edits }) => edits === 0)
    const isExact = new Set(exact.map(({ name }) => `${name.locale ?? ''}\t${name.form}`))
    const isWanted = (name: Name) =>
      (locale === undefined || name.locale === undefined || name.locale === locale) &&
      !isExact.has(`${name.locale ?? ''}\t${name.form}`) &&
      hidden?.(name) !== true
    const { touched, ideal } = scoreAll(span.split(' '))
    const codes = codePoints(joined(span))
    const hits: Hit[] = []
    // names that may not be shown are met only here, so more are looked at until there are enough
    for (let pool = 4 * limit; ; pool *= 4) {
      hits.length = 0
      for (const at of bestOf(touched, scores, pool)) {
        const name = index.nameAt(at)
        if (!isWanted(name)) continue
        const edits = osaDistanceOfCodes(codes, codePoints(joined(name.form)), maxHitEdits)
        hits.push({ name, edits, score: Math.min(0.999, scores[at]! / ideal) })
      }
      if (hits.length >= limit || pool >= touched.length) break
    }
    for (const at of touched) scores[at] = 0
    return [...exact, ...hits].sort(compareByScore).slice(0, limit)
  }
}

/** At least the `n` of greatest score, and all that score as much as the last of them. */
function bestOf(touched: readonly number[], scores: Float32Array, n: number): readonly number[] {
  const least = topBy(touched, scores, n).reduce((low, at) => Math.min(low, scores[at]!), Infinity)
  return touched.filter((at) => scores[at]! >= least)
}

function countTerms(index: EmbeddedIndex) {
  const terms = new Map<string, number>()
  const postings: number[][] = []
  const lengths = new Uint8Array(index.header.names)
  for (let name = 0; name < index.header.names; name++) {
    const own = index.nameAt(name).form.split(' ')
    lengths[name] = Math.min(255, own.length)
    for (const term of own) {
      let at = terms.get(term)
      if (at === undefined) {
        terms.set(term, (at = postings.length))
        postings.push([])
      }
      postings[at]!.push(name)
    }
  }
  const distinct = postings.map((list) => list.filter((name, i) => name !== list[i - 1]))
  const termAt = offsets(distinct.map(({ length }) => length))
  const termNames = Uint32Array.from(distinct.flat())
  const termTimes = Uint8Array.from(
    postings.flatMap((list) => {
      const times: number[] = []
      list.forEach((name, i) => (name === list[i - 1] ? times[times.length - 1]!++ : times.push(1)))
      return times
    }),
  )
  return { terms, termAt, termNames, termTimes, lengths }
}
