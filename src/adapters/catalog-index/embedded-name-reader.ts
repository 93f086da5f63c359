import type { Name } from '../../speller/types.ts'
import { type IndexArrays, type IndexHeader, mostLength } from './embedded-format.ts'
import { fromString, kindOrder } from './embedded-names.ts'
import { readJoined } from './embedded-joined.ts'

/** Names of an index file by their position in the order of joined forms. */
export interface NameReader {
  /** Code points of the joined form. */
  lengthOf(name: number): number
  /** The joined form, one number a code point, see `unitOf`; until the next call. */
  unitsOf(name: number): Uint16Array
  nameAt(name: number): Name
}

export function createNameReader(
  { locales: tags }: Pick<IndexHeader, 'locales'>,
  {
    kinds,
    locales,
    counts,
    lengths,
    stringAt,
    strings,
  }: Pick<IndexArrays, 'kinds' | 'locales' | 'counts' | 'lengths' | 'stringAt' | 'strings'>,
): NameReader {
  const decoder = new TextDecoder()
  let units = new Uint16Array(mostLength)
  /** Views of `units`, by their length: making one costs more than reading a name. */
  const views: Uint16Array[] = []

  const read = (name: number): number => {
    const [from, to] = [stringAt[name]!, stringAt[name + 1]!]
    if (to - from > units.length) {
      units = new Uint16Array(to - from)
      views.length = 0
    }
    return readJoined(strings, from, to, units)
  }
  return {
    lengthOf: (name) => (lengths[name]! < mostLength ? lengths[name]! : read(name)),
    unitsOf(name) {
      const length = read(name)
      return (views[length] ??= units.subarray(0, length))
    },
    nameAt(name) {
      const locale = tags[locales[name]!]!
      return {
        ...fromString(decoder.decode(strings.subarray(stringAt[name], stringAt[name + 1]))),
        kind: kindOrder[kinds[name]!]!,
        count: counts[name]!,
        ...(locale === '' ? {} : { locale }),
      }
    },
  }
}
