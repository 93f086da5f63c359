import { osaDistance } from './edit-distance.ts'
import { elidedTerms } from './elision.ts'
import { protectedWindowsOf, refuse } from './guards.ts'
import { hexHash } from './hash.ts'
import { joined } from './normalise.ts'
import type { Overrides } from './overrides.ts'
import type { CatalogIndex } from './ports.ts'
import { otherSpansOf, spansOf } from './spans.ts'
import type { Hit, Query, Reading, Reason, Span, Verdict } from './types.ts'

/** What a system answered to a query, in terms of the normalised query, so that it fits every way of writing it. */
export interface HeadAnswer {
  readonly verdict: Verdict
  readonly reason: Reason
  /** In [0, 1]. */
  readonly confidence: number
  /** Id of the corrector. */
  readonly model: string
  /** Windows that the best reading changes, in order, whatever the verdict. Empty: the query as typed. */
  readonly changes: readonly HeadChange[]
}

/** `from` inclusive, `to` exclusive, in term positions. */
export type HeadChange = Omit<Reading, 'cost'>

/** A frequent query on which a slow system, asked offline, disagrees with the one that serves; and what the answers rest on. */
export interface HeadEntry {
  /** Normalised. */
  readonly query: string
  /** The entry answers requests with just this locale; absent: those without one. */
  readonly locale?: string
  readonly slow: HeadAnswer
  readonly fast: HeadAnswer
  /** Generation over which both were asked. */
  readonly catalog: string
  /** The names that stood as near to a changed window as its reading, or nearer: `<kind> <form>`. Another one is news. */
  readonly near: readonly string[]
  /** Terms, as typed and as read, that the catalog held. One that is gone is news. */
  readonly grounds: readonly string[]
}

/** Answers known before they are asked for, by normalised query and locale. */
export interface HeadTable {
  readonly size: number
  /** Equal for equal entries in equal order. */
  readonly version: string
  find(text: string, locale: string | undefined): HeadEntry | undefined
}

export const headKey = ({ query, locale }: Pick<HeadEntry, 'query' | 'locale'>): string => `${locale ?? ''}\t${query}`

export function compileHead(entries: readonly HeadEntry[]): HeadTable {
  const byKey = new Map(entries.map((entry) => [headKey(entry), entry]))
  const deciding = entries.map(({ query, locale = '', slow, fast, near, grounds }) => [
    [query, locale, slow, fast],
    [near, grounds],
  ])
  return {
    size: byKey.size,
    version: hexHash(JSON.stringify(deciding)),
    find: (query, locale) => byKey.get(headKey({ query, ...(locale === undefined ? {} : { locale }) })),
  }
}

/** The query with the changes: one reading for each window, the others as typed. */
export function readingsWith(query: Query, changes: readonly HeadChange[]): Reading[] {
  const starts = new Map(changes.map((change) => [change.from, change]))
  const readings: Reading[] = []
  for (let at = 0; at < query.terms.length;) {
    const change = starts.get(at) ?? { from: at, to: at + 1, terms: [query.terms[at]!.text] }
    readings.push({ ...change, cost: 0 })
    at = change.to
  }
  return readings
}

/** Names looked at per window. The nearest come first; a newcomer among more than so many equally near ones is not seen. */
const maxNear = 64

type Answers = Pick<HeadEntry, 'slow' | 'fast'>

/** What the catalog says now of that which two answers to a query rest on. Fails as the index does. */
export interface HeadGrounds extends Pick<HeadEntry, 'near' | 'grounds'> {
  /** Of the names in `near`. */
  readonly hits: readonly Hit[]
}

export async function groundsOf(
  query: Query,
  answers: Answers,
  index: CatalogIndex,
  locale: string | undefined,
): Promise<HeadGrounds> {
  const watched = watchedSpans(query, answers)
  const terms = [...termsOf(query, answers), ...elidedTerms(query, locale)]
  const [found, counts] = await Promise.all([
    index.search(
      watched.map(({ span }) => span.text),
      { limit: maxNear, ...(locale === undefined ? {} : { locale }) },
    ),
    index.counts(terms, locale),
  ])
  const hits = watched.flatMap(({ edits }, w) => found[w]!.filter((hit) => hit.edits <= edits))
  return {
    hits,
    near: [...new Set(hits.map(({ name }) => `${name.kind} ${name.form}`))].sort(),
    grounds: terms.filter((_, t) => counts[t]! > 0),
  }
}

/** What the table may say of a query now. */
export interface HeadReading {
  readonly readings: readonly Reading[]
  /** Names near to what is changed. */
  readonly hits: readonly Hit[]
}

/**
 * The slow answer as readings of the query; undefined where it must not be given any more: a name has come as near to a changed
 * window as what it was read as, a term has left the catalog, or a guard or a rule refuses the reading.
 */
export async function readAhead(
  entry: HeadEntry,
  query: Query,
  index: CatalogIndex,
  facts: { readonly overrides: Overrides; readonly zipf: (term: string) => number; readonly locale?: string },
): Promise<HeadReading | undefined> {
  const now = await groundsOf(query, entry, index, facts.locale)
  const known = new Set(entry.near)
  if (now.near.some((name) => !known.has(name))) return undefined
  const held = new Set(now.grounds)
  if (entry.grounds.some((term) => !held.has(term))) return undefined
  const readings = readingsWith(query, entry.slow.changes)
  const forms = new Set(now.hits.map((hit) => hit.name.form))
  const guard = refuse(query, readings, {
    ...facts,
    inCatalog: (term) => held.has(term),
    // both systems were asked in this locale, and what they read is still of it
    elsewhere: () => false,
    retrieved: (form) => forms.has(form),
    protectedWindows: protectedWindowsOf(query, now.hits, facts.overrides, facts.locale),
  })
  return guard === undefined ? { readings, hits: now.hits } : undefined
}

/** Windows that either answer changes something in, with the edits up to which a name there would be a better reading. */
function watchedSpans(query: Query, { slow, fast }: Answers): { readonly span: Span; readonly edits: number }[] {
  const spans = spansOf(query).flatMap((span) => {
    const distances = [slow, fast].flatMap(({ changes }) => {
      const touching = changes.filter(({ from, to }) => from < span.to && span.from < to)
      if (touching.length === 0) return []
      // a window that cuts a change in two has no reading of its own: only a name that is just what was typed counts there
      if (touching.some(({ from, to }) => from < span.from || span.to < to)) return [0]
      const read = readingsWith(query, changes).filter(({ from, to }) => from >= span.from && to <= span.to)
      return [osaDistance(joined(span.text), joined(read.flatMap(({ terms }) => terms).join('')), 3)]
    })
    return distances.length === 0 ? [] : [{ span, edits: Math.max(...distances) }]
  })
  const changes = [slow, fast].flatMap((answer) => answer.changes)
  const touched = otherSpansOf(query).filter((span) => changes.some(({ from, to }) => from < span.to && span.from < to))
  return [...spans, ...touched.map((span) => ({ span, edits: 0 }))]
}

function termsOf(query: Query, { slow, fast }: Answers): string[] {
  const read = [slow, fast].flatMap(({ changes }) => changes.flatMap(({ terms }) => terms))
  return [...new Set([...query.terms.map((term) => term.text), ...read])]
}
