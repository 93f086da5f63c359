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
    if (ruling !== undefined || neighbours.all.length === 0 || brand.count * minRatio > most) continue
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

/** Neighbours by the hashes of their deletions, in lists of entries that share a bucket. */
interface Neighbours {
  readonly all: readonly Neighbour[]
  /** By bucket: its first entry, from 1; 0 for none. The number of buckets is a power of two. */
  readonly first: Int32Array
  /** By entry: the next one of its bucket, the hash, and whose it is. */
  readonly next: Int32Array
  readonly hashes: Int32Array
  readonly owners: Int32Array
}

function neighboursOf(brands: readonly CountedBrand[]): Neighbours {
  const all = brands
    .filter(({ count }) => count >= minNeighbourCount)
    .map(({ form, text, count }): Neighbour => ({ text, count, points: codePoints(joined(form)) }))
  const most = all.length * deletions.length
  const first = new Int32Array(2 ** Math.ceil(Math.log2(most + 1)))
  const [next, hashes, owners] = [new Int32Array(most + 1), new Int32Array(most + 1), new Int32Array(most + 1)]
  let entries = 0
  // backwards, so that neighbours are found in the order of the brands
  for (let owner = all.length - 1; owner >= 0; owner--) {
    const size = writeDeletions(all[owner]!.points)
    for (let i = 0; i < size; i++) {
      const bucket = deletions[i]! & (first.length - 1)
      next[++entries] = first[bucket]!
      first[bucket] = entries
      hashes[entries] = deletions[i]!
      owners[entries] = owner
    }
  }
  return { all, first, next, hashes, owners }
}

function nearest(brand: CountedBrand, key: string, { all, first, next, hashes, owners }: Neighbours) {
  const points = codePoints(key)
  if (mostEdits(points.length) === 0) return undefined
  let best: { neighbour: Neighbour; edits: number } | undefined
  const size = writeDeletions(points)
  for (let i = 0; i < size; i++) {
    for (let entry = first[deletions[i]! & (first.length - 1)]!; entry !== 0; entry = next[entry]!) {
      if (hashes[entry] !== deletions[i]) continue
      const neighbour = all[owners[entry]!]!
      if (neighbour.count < brand.count * minRatio || neighbour.comparedWith === brand) continue
      neighbour.comparedWith = brand
      const most = mostEdits(Math.min(points.length, neighbour.points.length))
      const edits = most === 0 ? 0 : osaDistanceOfCodes(points, neighbour.points, most)
      if (edits === 0 || edits > most) continue
      if (best && (edits > best.edits || (edits === best.edits && neighbour.count <= best.neighbour.count))) continue
      best = { neighbour, edits }
    }
  }
  return best
}

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
