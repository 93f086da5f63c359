import { codePoints, osaDistanceOfCodes } from '../speller/edit-distance.ts'
import { fnvSeed } from '../speller/hash.ts'
import { joined } from '../speller/normalise.ts'
import type { Product } from './product.ts'

/** What the shop has said about a brand. */
export interface BrandRuling {
  /** Joined normalised form. */
  readonly form: string
  /** Absent: in all locales. */
  readonly locale?: string
  /** False: it is none, and needs no review either. */
  readonly isBrand: boolean
}

/** A brand of few products that is spelled nearly like one of many. It may be a misspelling, or a brand of its own. */
export interface SuspectBrand {
  readonly brand: string
  readonly count: number
  readonly neighbour: string
  readonly neighbourCount: number
  /** Between the joined forms. */
  readonly edits: number
  readonly locale?: string
  readonly example: { readonly id: string; readonly title: string }
}

interface CountedBrand {
  readonly form: string
  readonly text: string
  readonly count: number
  readonly example: Product
}

/** A neighbour has at least so many products, and so many times those of the suspect. Lower: more to review. */
const minNeighbourCount = 20
const minRatio = 20
/** Code points of a joined form: shorter ones have too many neighbours by chance. */
const minLength = 4
const minLengthForTwoEdits = 8
const prefixLength = 8

/** `notLearned`: forms that are no brands until the shop says so. */
export function suspectBrands(
  brands: readonly CountedBrand[],
  rulings: readonly BrandRuling[],
  locale: string,
): { readonly toReview: SuspectBrand[]; readonly notLearned: ReadonlySet<string> } {
  const ruled = new Map(
    rulings
      .filter((rule) => rule.locale === undefined || rule.locale === locale)
      .map((rule) => [rule.form, rule.isBrand]),
  )
  const neighbours = neighboursOf(brands)
  const most = brands.reduce((largest, { count }) => Math.max(largest, count), 0)
  const toReview: SuspectBrand[] = []
  const notLearned = new Set<string>()
  for (const brand of brands) {
    const key = joined(brand.form)
    const ruling = ruled.get(key)
    if (ruling === false) notLearned.add(brand.form)
    if (ruling !== undefined || neighbours.size === 0 || brand.count * minRatio > most) continue
    const suspect = nearest(brand, key, neighbours)
    if (!suspect) continue
    notLearned.add(brand.form)
    toReview.push({
      brand: brand.text,
      count: brand.count,
      neighbour: suspect.neighbour.text,
      neighbourCount: suspect.neighbour.count,
      edits: suspect.edits,
      ...(locale === '' ? {} : { locale }),
      example: { id: brand.example.id, title: brand.example.title },
    })
  }
  return { toReview: toReview.sort((a, b) => b.neighbourCount - a.neighbourCount), notLearned }
}

/** A brand that may be a neighbour. */
interface Neighbour {
  readonly text: string
  readonly count: number
  /** Of its joined form. */
  readonly points: Uint32Array
  /** The brand with which it was compared last. */
  comparedWith?: CountedBrand
}

/** By hash of a deletion. */
function neighboursOf(brands: readonly CountedBrand[]): ReadonlyMap<number, readonly Neighbour[]> {
  const neighbours = new Map<number, Neighbour[]>()
  for (const { form, text, count } of brands) {
    if (count < minNeighbourCount) continue
    const neighbour = { text, count, points: codePoints(joined(form)) }
    const size = writeDeletions(neighbour.points)
    for (let i = 0; i < size; i++) {
      const found = neighbours.get(deletions[i]!)
      if (found) found.push(neighbour)
      else neighbours.set(deletions[i]!, [neighbour])
    }
  }
  return neighbours
}

function nearest(brand: CountedBrand, key: string, neighbours: ReadonlyMap<number, readonly Neighbour[]>) {
  const points = codePoints(key)
  if (mostEdits(points.length) === 0) return undefined
  let best: { neighbour: Neighbour; edits: number } | undefined
  const size = writeDeletions(points)
  for (let i = 0; i < size; i++) {
    for (const neighbour of neighbours.get(deletions[i]!) ?? none) {
      if (neighbour.count < brand.count * minRatio || neighbour.comparedWith === brand) continue
      neighbour.comparedWith = brand
      const edits = osaDistanceOfCodes(points, neighbour.points, 2)
      const isNear = edits > 0 && edits <= mostEdits(Math.min(points.length, neighbour.points.length))
      if (
        !isNear ||
        (best && (edits > best.edits || (edits === best.edits && neighbour.count <= best.neighbour.count)))
      )
        continue
      best = { neighbour, edits }
    }
  }
  return best
}

const none: readonly Neighbour[] = []

function mostEdits(length: number): number {
  return length < minLength ? 0 : length < minLengthForTwoEdits ? 1 : 2
}

const deletions = new Int32Array(1 + prefixLength + (prefixLength * (prefixLength - 1)) / 2)

/**
 * Writes into `deletions` hashes of the first 8 code points, and of what is left of them without 1 or 2, and returns how many: two texts within 2 edits share
 * one (as in SymSpell). Hashes may repeat.
 */
function writeDeletions(points: Uint32Array): number {
  const length = Math.min(points.length, prefixLength)
  let size = 0
  deletions[size++] = hashWithout(points, length, length, length)
  for (let i = 0; i < length; i++) deletions[size++] = hashWithout(points, length, i, length)
  for (let i = 0; i < length; i++)
    for (let j = i + 1; j < length; j++) deletions[size++] = hashWithout(points, length, i, j)
  return size
}

/** Of the first code points without those at `i` and `j`. */
function hashWithout(points: Uint32Array, length: number, i: number, j: number): number {
  let hash = fnvSeed
  for (let at = 0; at < length; at++) if (at !== i && at !== j) hash = Math.imul(hash ^ points[at]!, 0x01000193)
  return hash
}
