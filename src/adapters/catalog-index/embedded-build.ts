import { codePoints } from '../../speller/edit-distance.ts'
import { fnv1a } from '../../speller/hash.ts'
import { SpellerError } from '../../speller/errors.ts'
import { joined } from '../../speller/normalise.ts'
import type { BigramCount, Name, NameKind } from '../../speller/types.ts'
import { lettersOf } from './deletions.ts'
import { deletionArrays } from './embedded-deletions.ts'
import { encodeIndex, formatVersion, type IndexArrays, offsets, powerOfTwo, unitOf } from './embedded-format.ts'
import { gramArrays } from './embedded-grams.ts'

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
  const names = sorted([...new Map(allNames.map((name) => [`${name.locale ?? ''}\t${name.form}`, name])).values()])
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

/** By joined form, so that names that begin alike stand together. */
function sorted(names: readonly Name[]): readonly Name[] {
  const keyed = names.map((name) => ({ name, key: joined(name.form) }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ name }) => name)
}

function nameArrays(names: readonly Name[], locales: readonly string[]) {
  const codes = names.map((name) => codePoints(joined(name.form)))
  const joinedAt = offsets(codes.map((units) => units.length))
  const joinedUnits = new Uint16Array(joinedAt[names.length]!)
  codes.forEach((units, i) => joinedUnits.set(units.map(unitOf), joinedAt[i]))
  const encoder = new TextEncoder()
  const encoded = names.map((name) => encoder.encode(toString(name)))
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
    letters: Uint32Array.from(names, (_, i) => lettersOf(joinedUnits, joinedAt[i]!, joinedAt[i + 1]!)),
    stringAt,
    strings,
  }
}

/** Mostly the text is the form with capitals, and says it all. */
function toString({ form, text }: Name): string {
  if (text === form) return form
  return text.toLowerCase() === form ? `\t${text}` : `${form}\t${text}`
}

/** Form and text of a name from the string that an index file keeps. */
export function fromString(kept: string): { readonly form: string; readonly text: string } {
  const at = kept.indexOf('\t')
  if (at < 0) return { form: kept, text: kept }
  const text = kept.slice(at + 1)
  return { form: at === 0 ? text.toLowerCase() : kept.slice(0, at), text }
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
