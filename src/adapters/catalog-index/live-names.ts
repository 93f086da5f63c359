import { codePoints, osaDistanceOfCodes } from '../../speller/edit-distance.ts'
import { joined } from '../../speller/normalise.ts'
import { compareHits, hitScore, nearEdits } from '../../speller/rank-hits.ts'
import type { Hit, Name } from '../../speller/types.ts'

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
  apply(change: LiveChange, generation: string): void
  /** True for a name of the catalog that a live one replaces, or that was removed. */
  hides(name: Name): boolean
  isRemoved(form: string): boolean
  /** Forms removed from this generation. */
  removed(): readonly string[]
  /** Greatest count of the live names of this form. */
  count(form: string): number
  /** Live names near the span, unordered. O(names). */
  search(span: string, locale: string | undefined): Hit[]
  /** The fewest changes that lead to the same state. */
  changes(generation: string): LiveChange[]
}

const keyOf = (name: Name) => `${name.locale ?? ''}\t${name.form}`

export function createLiveNames(): LiveNames {
  const names = new Map<string, Name>()
  const codes = new Map<string, Uint32Array>()
  const removed = new Set<string>()
  let counts: Map<string, number> | undefined
  const countsByForm = () => {
    const found = new Map<string, number>()
    for (const { form, count } of names.values()) found.set(form, Math.max(found.get(form) ?? 0, count))
    return found
  }
  return {
    names,
    apply(change, generation) {
      counts = undefined
      if (change.op === 'upsert') {
        for (const name of change.names) {
          names.set(keyOf(name), name)
          codes.set(keyOf(name), codePoints(joined(name.form)))
        }
        return
      }
      for (const form of change.forms) {
        for (const [key, name] of names) if (name.form === form) names.delete(key)
        if (change.generation !== noGeneration && change.generation >= generation) removed.add(form)
      }
    },
    hides: (name) => removed.has(name.form) || names.has(keyOf(name)),
    isRemoved: (form) => removed.has(form),
    removed: () => [...removed],
    count: (form) => (counts ??= countsByForm()).get(form) ?? 0,
    search(span, locale) {
      const spanCodes = codePoints(joined(span))
      if (spanCodes.length === 0) return []
      const hits: Hit[] = []
      for (const [key, name] of names) {
        if (locale !== undefined && name.locale !== undefined && name.locale !== locale) continue
        const own = codes.get(key)!
        const max = nearEdits(Math.min(spanCodes.length, own.length))
        const edits = osaDistanceOfCodes(spanCodes, own, max)
        if (edits <= max) hits.push({ name, edits, score: hitScore(edits, spanCodes.length, own.length) })
      }
      return hits
    },
    changes: (generation) => [
      ...(removed.size > 0 ? [{ op: 'remove', forms: [...removed], generation } as const] : []),
      ...(names.size > 0 ? [{ op: 'upsert', names: [...names.values()] } as const] : []),
    ],
  }
}

/** Base hits that are not hidden and live hits, in the one order. */
export function mergeHits(base: readonly Hit[], live: readonly Hit[], limit: number): Hit[] {
  return live.length === 0 ? base.slice(0, limit) : [...base, ...live].sort(compareHits).slice(0, limit)
}
