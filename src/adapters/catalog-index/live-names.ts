import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { hitScore, maxHitEdits, nameKey, nearEdits } from '../../speller/rank-hits.ts'
import { nameSound, spanSound } from '../../speller/sound-alikes.ts'
import { partsOf, partsThatAre } from '../../speller/name-parts.ts'
import type { Hit, Name } from '../../speller/types.ts'
import { visitDeletions } from './deletions.ts'

/** Stands for the generation while there is none. */
export const noGeneration = 'none'

/**
 * One change made at run time. An added name holds for every generation; a removal for those that were there when it was
 * made: `generation` is the newest of them, and ids sort by age. A feed that is read later may bring the name back.
 */
export type LiveChange =
  | { readonly op: 'upsert'; readonly names: readonly Name[] }
  | { readonly op: 'remove'; readonly forms: readonly string[]; readonly generation: string }

/** What was added to and removed from a generation at run time. */
export interface LiveNames {
  readonly names: ReadonlyMap<string, Name>
  /** False only where no name of a locale was ever added. */
  readonly hasLocales: boolean
  apply(change: LiveChange, generation: string): void
  /** True for a name of the catalog that a live one replaces, or that was removed. */
  hides(name: Name): boolean
  isRemoved(form: string): boolean
  /** Forms removed from this generation. */
  removed(): readonly string[]
  /** By each form that was ever removed, the newest generation from which. */
  readonly removals: ReadonlyMap<string, string>
  /** Greatest count of the live names of this form. */
  count(form: string): number
  /** Live names near the span, unordered. By shared deletions: the time hardly grows with the number of names. */
  search(span: string, locale: string | undefined): Hit[]
  /** Terms of live brands that are the span, where no live name is. */
  parts(span: string, locale: string | undefined): Hit[]
  /** Live names that sound like the span, near ones among them, unordered. */
  alike(span: string, locale: string | undefined): Hit[]
}

/** The live names of one form, by locale. */
interface Entry {
  readonly codes: Uint32Array
  readonly byLocale: Map<string, Name>
}

export function createLiveNames(): LiveNames {
  const names = new Map<string, Name>()
  const entries = new Map<string, Entry>()
  /** Entries by the hash of what deletions leave of their joined form. */
  const byDeletion = new Map<number, Set<Entry>>()
  /** Entries by how their form sounds. */
  const bySound = new Map<string, Set<Entry>>()
  /** Live brands of several terms by each of these. */
  const byPart = new Map<string, Set<Name>>()
  const removed = new Set<string>()
  const removals = new Map<string, string>()
  let hasLocales = false

  const add = (given: Name) => {
    const name: Name = { ...given, isAdded: true }
    forgetParts(names.get(nameKey(name)))
    names.set(nameKey(name), name)
    for (const { form } of partsOf(name)) putIn(byPart, form, name)
    hasLocales ||= name.locale !== undefined
    let entry = entries.get(name.form)
    if (!entry) {
      entry = { codes: codePoints(joined(name.form)), byLocale: new Map() }
      entries.set(name.form, entry)
      for (const hash of deletionsOf(entry.codes)) putIn(byDeletion, hash, entry)
      const sound = soundIfTerm(name.form)
      if (sound !== undefined) putIn(bySound, sound, entry)
    }
    entry.byLocale.set(name.locale ?? '', name)
  }
  const forgetParts = (name: Name | undefined) => {
    if (name) for (const { form } of partsOf(name)) takeOut(byPart, form, name)
  }
  const drop = (form: string) => {
    const entry = entries.get(form)
    if (!entry) return
    entries.delete(form)
    for (const name of entry.byLocale.values()) {
      forgetParts(name)
      names.delete(nameKey(name))
    }
    for (const hash of deletionsOf(entry.codes)) takeOut(byDeletion, hash, entry)
    const sound = soundIfTerm(form)
    if (sound !== undefined) takeOut(bySound, sound, entry)
  }
  const within = (
    entries: Iterable<Entry>,
    span: string,
    locale: string | undefined,
    mostOf: (own: number, other: number) => number,
  ) => {
    const spanCodes = codePoints(joined(span))
    const hits: Hit[] = []
    for (const { codes, byLocale } of entries) {
      const max = mostOf(spanCodes.length, codes.length)
      const edits = osaDistanceOfCodes(spanCodes, codes, max)
      if (edits > max) continue
      const score = hitScore(edits, spanCodes.length, codes.length)
      for (const [own, name] of byLocale)
        if (locale === undefined || own === '' || own === locale) hits.push({ name, edits, score })
    }
    return hits
  }

  return {
    names,
    get hasLocales() {
      return hasLocales
    },
    apply(change, generation) {
      if (change.op === 'upsert') {
        for (const name of change.names) add(name)
        return
      }
      for (const form of change.forms) {
        drop(form)
        if (change.generation === noGeneration) continue
        if (change.generation > (removals.get(form) ?? '')) removals.set(form, change.generation)
        if (change.generation >= generation) removed.add(form)
      }
    },
    hides: (name) => removed.has(name.form) || names.has(nameKey(name)),
    isRemoved: (form) => removed.has(form),
    removed: () => [...removed],
    removals,
    count(form) {
      const own = entries.get(form)?.byLocale.values() ?? []
      return Math.max(0, ...Array.from(own, (name) => name.count))
    },
    search(span, locale) {
      const met = new Set<Entry>()
      if (span === '') return []
      for (const hash of deletionsOf(codePoints(joined(span))))
        for (const entry of byDeletion.get(hash) ?? []) met.add(entry)
      return within(met, span, locale, nearEdits)
    },
    parts(span, locale) {
      const form = joined(span)
      const isSeen = ({ locale: own }: Name) => locale === undefined || own === undefined || own === locale
      const own = [...(entries.get(form)?.byLocale.values() ?? [])]
      const names = [...own, ...(byPart.get(form) ?? [])].filter(isSeen)
      return partsThatAre(form, names).map((name) => ({ name, edits: 0, score: 1 }))
    },
    alike(span, locale) {
      const sound = spanSound(span)
      const entries = (sound === undefined ? undefined : bySound.get(sound)) ?? []
      return within(entries, span, locale, () => maxHitEdits).filter(({ name }) => nameSound(name) !== undefined)
    },
  }
}

/** Whatever kind of name it is now, since that may change. */
const soundIfTerm = (form: string) => nameSound({ form, kind: 'term' })

function putIn<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key)
  if (set) set.add(value)
  else sets.set(key, new Set([value]))
}

function takeOut<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key)
  if (set?.delete(value) && set.size === 0) sets.delete(key)
}

function deletionsOf(codes: Uint32Array): ReadonlySet<number> {
  const hashes = new Set<number>()
  visitDeletions(codes, 0, codes.length, (hash) => hashes.add(hash))
  return hashes
}

/** Base hits that are not hidden and live hits, in the order of the base. */
export function mergeHits(
  base: readonly Hit[],
  live: readonly Hit[],
  limit: number,
  compare: (a: Hit, b: Hit) => number,
): Hit[] {
  return live.length === 0 ? base.slice(0, limit) : [...base, ...live].sort(compare).slice(0, limit)
}
