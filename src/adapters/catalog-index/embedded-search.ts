import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { gramId, gramsOf } from '../../speller/grams.ts'
import { joined } from '../../speller/normalise.ts'
import type { TextVectors } from '../../speller/ports.ts'
import { nameSound, spanSound, withAlike } from '../../speller/sound-alikes.ts'
import { hitOrder, hitScore, maxHitEdits, maxNearEdits, nearEdits, type TypingCost } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { lettersOf, mayBeNear, visitDeletions } from './deletions.ts'
import { distantPool, explains, takesDistant } from './distant-names.ts'
import { countOf } from './embedded-counts.ts'
import { createRunVisitor } from './embedded-deletions.ts'
import { decodeIndex, type IndexHeader, unitOf } from './embedded-format.ts'
import { createNameReader } from './embedded-name-reader.ts'
import { visitPostings } from './embedded-postings.ts'
import { mayBeAlike } from './embedded-sounds.ts'
import { topBy } from './top.ts'

export interface SearchWishes {
  /** True for a name that must not be among the hits. */
  readonly hidden?: (name: Name) => boolean
  /** Names near the span that are not of this index: where one explains it, no distant name is a hit. */
  readonly added?: readonly Hit[]
  readonly typingCost?: TypingCost | undefined
  /** Most further hits that sound like the span; 0 where absent. */
  readonly alike?: number | undefined
  /** Of the span, for the retriever late-interaction. */
  readonly vectors?: TextVectors | undefined
}

export interface EmbeddedIndex {
  readonly header: IndexHeader
  readonly bytes: number
  search(span: string, limit: number, locale: string | undefined, wishes?: SearchWishes): Hit[]
  count(form: string): number
  /** In the order of joined forms, from 0 to `header.names` - 1. */
  nameAt(position: number): Name
}

/** Postings read per span, unless fewer than `distantPool` names were met. Bounds the time in a large catalog. */
const maxPostings = 20_000

/** A searchable view of an index file; opens without copying. Not safe to share between threads: it keeps scratch arrays. */
export function openIndexFile(file: Uint8Array): EmbeddedIndex {
  const { header, arrays } = decodeIndex(file)
  const { letters, runAt, gramIds, gramSizes, gramAt } = arrays
  const names = createNameReader(header, arrays)
  const nameAt = (at: number): Name => names.nameAt(at)
  const visitRuns = createRunVisitor(arrays)
  const seenIn = new Uint32Array(runAt.length - 1)
  let round = 0
  const gramScores = new Float32Array(header.names)

  const hitOf = (name: Name, at: number, edits: number, spanLength: number): Hit => ({
    name,
    edits,
    score: hitScore(edits, spanLength, names.lengthOf(at)),
  })

  /** Positions of names within `nearEdits`, with their edits. */
  const near = (spanUnits: Uint16Array, isWanted: (at: number) => boolean): { at: number; edits: number }[] => {
    const found: { at: number; edits: number }[] = []
    const spanLetters = lettersOf(spanUnits, 0, spanUnits.length)
    round++
    const visitRun = (run: number) => {
      if (seenIn[run] === round) return
      seenIn[run] = round
      for (let at = runAt[run]!; at < runAt[run + 1]!; at++) {
        if (!isWanted(at)) continue
        const length = names.lengthOf(at)
        if (Math.abs(length - spanUnits.length) > maxNearEdits) continue
        const max = nearEdits(spanUnits.length, length)
        if (!mayBeNear(spanLetters, letters[at]!, max)) continue
        const edits = osaDistanceOfCodes(spanUnits, names.unitsOf(at), max)
        if (edits <= max) found.push({ at, edits })
      }
    }
    visitDeletions(spanUnits, 0, spanUnits.length, (hash) => visitRuns(hash, visitRun))
    return found
  }

  /** Positions of the names that share most idf-weighted grams, with their edits up to `maxHitEdits` + 1. */
  const byGrams = (
    joinedForm: string,
    spanUnits: Uint16Array,
    isWanted: (at: number) => boolean,
  ): { at: number; edits: number }[] => {
    const touched: number[] = []
    const lists = gramsOf(joinedForm)
      .map((gram) => lowerBound(gramIds, gramId(gram)))
      .filter((g): g is number => g !== undefined)
      .sort((a, b) => gramSizes[a]! - gramSizes[b]!)
    let read = 0
    for (const g of lists) {
      const size = gramSizes[g]!
      // rare grams first: what only common grams would add is far away
      read += size
      if (read > maxPostings && touched.length >= distantPool) break
      const idf = Math.log(1 + header.names / size)
      visitPostings(arrays.gramNames, gramAt[g]!, gramAt[g + 1]!, (at) => {
        if (!isWanted(at)) return
        if (gramScores[at] === 0) touched.push(at)
        gramScores[at]! += idf / Math.sqrt(names.lengthOf(at) + 1)
      })
    }
    const best = topBy(touched, gramScores, distantPool)
    for (const at of touched) gramScores[at] = 0
    return best.map((at) => ({ at, edits: osaDistanceOfCodes(spanUnits, names.unitsOf(at), maxHitEdits) }))
  }

  return {
    header,
    bytes: file.byteLength,
    nameAt,

    search(span, limit, locale, { hidden, added = [], typingCost, alike = 0 } = {}) {
      const joinedForm = joined(span)
      if (joinedForm === '' || header.names === 0) return []
      const spanUnits = Uint16Array.from(codePoints(joinedForm), unitOf)
      const localeAt = locale === undefined ? -1 : header.locales.indexOf(locale)
      const isWanted = (at: number) =>
        locale === undefined || arrays.locales[at] === 0 || arrays.locales[at] === localeAt
      const found = near(spanUnits, isWanted)
      const isExplained = () =>
        added.some(explains) || found.some((hit) => explains(hit) && hidden?.(nameAt(hit.at)) !== true)
      if (takesDistant(span) && !isExplained()) {
        const isNear = new Set(found.map(({ at }) => at))
        const distant = byGrams(joinedForm, spanUnits, isWanted)
        found.push(...distant.filter((hit) => hit.edits <= maxHitEdits && !isNear.has(hit.at)))
      }
      const hits: Hit[] = []
      // names of as many edits are all decoded, or none: their order takes more than the arrays say
      for (let edits = 0; edits <= maxHitEdits && hits.length < limit; edits++)
        for (const { at } of found.filter((hit) => hit.edits === edits)) {
          const name = nameAt(at)
          if (hidden?.(name)) continue
          hits.push(hitOf(name, at, edits, spanUnits.length))
        }
      const order = hitOrder(span, typingCost)
      const best = hits.sort(order).slice(0, limit)
      const sound = alike > 0 && best[0]?.edits !== 0 ? spanSound(span) : undefined
      if (sound === undefined) return best
      const heard = mayBeAlike(arrays, names, sound, spanUnits)
        .filter(({ at }) => isWanted(at))
        .map(({ at, edits }) => hitOf(nameAt(at), at, edits, spanUnits.length))
        .filter(({ name }) => nameSound(name) === sound && hidden?.(name) !== true)
      return withAlike(best, heard, alike, order)
    },

    count: (form) => countOf(form, arrays),
  }
}

/** Position of a value in an ascending array. */
function lowerBound(ascending: Uint32Array, value: number): number | undefined {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! < value) low = middle + 1
    else high = middle
  }
  return ascending[low] === value ? low : undefined
}
