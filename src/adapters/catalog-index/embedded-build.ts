import { codePoints } from '../../speller/edit-distance.ts'
import { gramId, gramsOf } from '../../speller/grams.ts'
import { fnv1a } from '../../speller/hash.ts'
import { SpellerError } from '../../speller/errors.ts'
import { joined } from '../../speller/normalise.ts'
import type { BigramCount, Name, NameKind } from '../../speller/types.ts'
import { visitDeletions } from './deletions.ts'
import { encodeIndex, formatVersion, type IndexArrays, unitOf } from './embedded-format.ts'

export const kindOrder: readonly NameKind[] = ['brand', 'line', 'query', 'phrase', 'term']

/**
 * The bytes of an index file over these names. Names of equal form and locale: the last one stays. O(total characters). Fails with
 * `catalog_invalid` for more than 255 locales.
 */
export function buildIndex(
  id: string,
  allNames: readonly Name[],
  bigrams: readonly BigramCount[],
  products: number,
  follows?: string,
): Uint8Array {
  const names = [...new Map(allNames.map((name) => [`${name.locale ?? ''}\t${name.form}`, name])).values()]
  const locales = [...new Set(['', ...names.map((name) => name.locale ?? '')])]
  if (locales.length > 256) {
    throw new SpellerError(
      'catalog_invalid',
      `The catalog has names in ${locales.length - 1} locales, at most 255 fit. Is the right column the locale?`,
    )
  }
  const forms = nameArrays(names, locales)
  const arrays: IndexArrays = {
    ...forms,
    ...deletionArrays(names.length, forms.joinedAt, forms.joined),
    ...gramArrays(names),
    ...countArrays(names, bigrams),
  }
  const header = {
    version: formatVersion,
    id,
    names: names.length,
    bigrams: bigrams.length,
    products,
    locales,
    ...(follows === undefined ? {} : { follows }),
  }
  return encodeIndex(header, arrays)
}

function nameArrays(names: readonly Name[], locales: readonly string[]) {
  const codes = names.map((name) => codePoints(joined(name.form)))
  const joinedAt = offsets(codes.map((units) => units.length))
  const joinedUnits = new Uint16Array(joinedAt[names.length]!)
  codes.forEach((units, i) => joinedUnits.set(units.map(unitOf), joinedAt[i]))
  const encoder = new TextEncoder()
  const encoded = names.map((name) =>
    encoder.encode(name.text === name.form ? name.form : `${name.form}\t${name.text}`),
  )
  const stringAt = offsets(encoded.map((bytes) => bytes.length))
  const strings = new Uint8Array(stringAt[names.length]!)
  encoded.forEach((bytes, i) => strings.set(bytes, stringAt[i]))
  const localeAt = new Map(locales.map((locale, i) => [locale, i]))
  return {
    kinds: Uint8Array.from(names, (name) => kindOrder.indexOf(name.kind)),
    locales: Uint8Array.from(names, (name) => localeAt.get(name.locale ?? '')!),
    counts: Uint32Array.from(names, (name) => name.count),
    joinedAt,
    joined: joinedUnits,
    stringAt,
    strings,
  }
}

function deletionArrays(names: number, joinedAt: Uint32Array, units: Uint16Array) {
  let total = 0
  for (let i = 0; i < names; i++) visitDeletions(units, joinedAt[i]!, joinedAt[i + 1]!, () => total++)
  const buckets = powerOfTwo(total / 2)
  const sizes = new Uint32Array(buckets + 1)
  const distinct = (i: number, visit: (hash: number) => void) => {
    const seen = new Set<number>()
    visitDeletions(units, joinedAt[i]!, joinedAt[i + 1]!, (hash) => {
      if (seen.has(hash)) return
      seen.add(hash)
      visit(hash)
    })
  }
  for (let i = 0; i < names; i++) distinct(i, (hash) => sizes[(hash & (buckets - 1)) + 1]!++)
  for (let b = 0; b < buckets; b++) sizes[b + 1]! += sizes[b]!
  const deletionAt = sizes.slice()
  const next = sizes
  const deletionNames = new Uint32Array(deletionAt[buckets]!)
  const deletionChecks = new Uint8Array(deletionAt[buckets]!)
  for (let i = 0; i < names; i++)
    distinct(i, (hash) => {
      const at = next[hash & (buckets - 1)]!++
      deletionNames[at] = i
      deletionChecks[at] = hash >>> 24
    })
  return { deletionAt, deletionNames, deletionChecks }
}

function gramArrays(names: readonly Name[]) {
  const postings = new Map<number, number[]>()
  names.forEach((name, i) => {
    for (const gram of gramsOf(joined(name.form))) {
      const id = gramId(gram)
      const list = postings.get(id)
      if (!list) postings.set(id, [i])
      else if (list[list.length - 1] !== i) list.push(i)
    }
  })
  const gramIds = Uint32Array.from(postings.keys()).sort()
  const gramAt = offsets(Array.from(gramIds, (id) => postings.get(id)!.length))
  const gramNames = new Uint32Array(gramAt[gramIds.length]!)
  gramIds.forEach((id, g) => gramNames.set(postings.get(id)!, gramAt[g]))
  return { gramIds, gramAt, gramNames }
}

/** Second hash of a form; with the first it tells forms apart. */
export const secondSeed = 0x2545f491

function countArrays(names: readonly Name[], bigrams: readonly BigramCount[]) {
  const slots = powerOfTwo(1.5 * (names.length + bigrams.length) + 16)
  const countHash1 = new Uint32Array(slots)
  const countHash2 = new Uint32Array(slots)
  const countValues = new Uint32Array(slots)
  const put = (form: string, count: number) => {
    const hash1 = fnv1a(form) || 1
    const hash2 = fnv1a(form, secondSeed)
    let slot = hash1 & (slots - 1)
    while (countHash1[slot] !== 0 && (countHash1[slot] !== hash1 || countHash2[slot] !== hash2))
      slot = (slot + 1) & (slots - 1)
    countHash1[slot] = hash1
    countHash2[slot] = hash2
    countValues[slot] = Math.max(countValues[slot]!, count)
  }
  for (const name of names) put(name.form, name.count)
  for (const bigram of bigrams) put(bigram.form, bigram.count)
  return { countHash1, countHash2, countValues }
}

/** Running sums: shape [lengths.length + 1], starting at 0. */
function offsets(lengths: readonly number[]): Uint32Array<ArrayBuffer> {
  const at = new Uint32Array(lengths.length + 1)
  lengths.forEach((length, i) => (at[i + 1] = at[i]! + length))
  return at
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(Math.max(1, atLeast))))
}
