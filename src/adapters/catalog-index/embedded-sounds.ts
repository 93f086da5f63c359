import { osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { fnv1a } from '../../speller/hash.ts'
import { maxHitEdits } from '../../speller/rank-hits.ts'
import { nameSound } from '../../speller/sound-alikes.ts'
import { type IndexArrays, offsets, powerOfTwo, type Section, sectionOf } from './embedded-format.ts'
import type { NameReader } from './embedded-name-reader.ts'
import { fromString, kindOrder, type SortedNames } from './embedded-names.ts'

/** Names that share a bucket, on average. */
const bucketLoad = 2

/** Names by how they sound: a table of buckets over those that have a sound, a fifth of a shop's. */
export function soundSections(names: SortedNames) {
  const decoder = new TextDecoder()
  const [hashes, heard] = [new Uint32Array(names.size), new Uint32Array(names.size)]
  let size = 0
  for (let name = 0; name < names.size; name++) {
    const bytes = names.string(name)
    if (!mayBeOneTerm(bytes)) continue
    const { form } = fromString(decoder.decode(bytes))
    const sound = nameSound({ form, kind: kindOrder[names.kind(name)]! })
    if (sound === undefined) continue
    hashes[size] = fnv1a(sound)
    heard[size++] = name
  }
  const sizes = new Uint32Array(powerOfTwo(size / bucketLoad))
  const mask = sizes.length - 1
  for (let i = 0; i < size; i++) sizes[hashes[i]! & mask]!++
  const soundAt = offsets(sizes)
  const make = () => {
    const next = soundAt.slice()
    const soundNames = new Uint32Array(size)
    for (let i = 0; i < size; i++) soundNames[next[hashes[i]! & mask]!++] = heard[i]!
    return soundNames
  }
  return { soundAt: sectionOf(soundAt), soundNames: { length: size, make } satisfies Section }
}

const [space, tab] = [0x20, 0x09]

/** False for most forms of several terms, before anything is decoded. `bytes`: as `fromString` takes them. */
function mayBeOneTerm(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length && (at === 0 || bytes[at] !== tab); at++) if (bytes[at] === space) return false
  return true
}

/** Positions and edits, up to `maxHitEdits`, of the names that may sound so: of those in its bucket that are no further by letters. */
export function mayBeAlike(
  { soundAt, soundNames }: Pick<IndexArrays, 'soundAt' | 'soundNames'>,
  names: Pick<NameReader, 'lengthOf' | 'unitsOf'>,
  sound: string,
  spanUnits: Uint16Array,
): { readonly at: number; readonly edits: number }[] {
  const bucket = fnv1a(sound) & (soundAt.length - 2)
  return Array.from(soundNames.subarray(soundAt[bucket], soundAt[bucket + 1]), (at) => {
    if (Math.abs(names.lengthOf(at) - spanUnits.length) > maxHitEdits) return { at, edits: maxHitEdits + 1 }
    return { at, edits: osaDistanceOfCodes(spanUnits, names.unitsOf(at), maxHitEdits) }
  }).filter(({ edits }) => edits <= maxHitEdits)
}
