import type { Cost } from './changes.ts'
import { channelCost } from './channel.ts'
import { elidedTerms } from './elision.ts'
import { inflectionsOf } from './inflection.ts'
import { type Knowledge, spellingCost } from './knowledge.ts'
import { isKnownTerm, type TermCounts } from './language-model.ts'
import { languageReadings } from './language-words.ts'
import { partsOf } from './name-parts.ts'
import { compose, pairForms } from './compose.ts'
import { compounds } from './compound-words.ts'
import type { CatalogIndex } from './ports.ts'
import {
  breakReadings,
  breaksOf,
  eachOnce,
  misspelledBreakReadings,
  misspelledParts,
  type ReadingFacts,
  readingsOf,
  typedReading,
} from './readings.ts'
import type { ReadingTraits } from './reading-traits.ts'
import { rememberedPair } from './remembered.ts'
import { phraseReadings } from './phrase-readings.ts'
import { letterWordReadings, letterWordsOf } from './letter-words.ts'
import { markedTerms, markReadings } from './slipped-marks.ts'
import { partsWithin, runTogetherReadings } from './run-together.ts'
import { otherSpansOf } from './spans.ts'
import type { Candidate, Hit, Query, Reading, Term } from './types.ts'
import type { Vocabulary } from './vocabulary.ts'
import { brandWindows, nearWindows, searchOf, together, type Windows } from './windows.ts'

/** What the catalog says about a query. */
export interface Lookup extends Windows {
  readonly candidates: readonly Candidate[]
  readonly counts: TermCounts
  /** In which the query is taken to be asked, as BCP 47 primary subtag. */
  readonly language: string
  /** Cost, in nats, of typing one joined form for another; worked out once for each pair. */
  readonly spellingCost: Cost
  /** What is known of the readings, by what the catalog and the tables say; filled as they are judged. */
  readonly traits: Map<Reading, ReadingTraits>
  /** Fetches counts of further forms into `counts`. */
  learn(forms: Iterable<string>): Promise<void>
  /** Of these forms, those that are names in other locales than the query's only. */
  elsewhere(forms: readonly string[]): Promise<ReadonlySet<string>>
  readonly retrieveMs: number
  readonly composeMs: number
}

/** Terms counted less often than this may hide a missing space. */
export const rareCount = 3

/** What is known beside the catalog's names. */
export interface LookupFacts {
  /** Titles of the catalog. */
  readonly products: number
  /** Of the language of the request, or of the catalog's titles where it does not say in which one it asks. */
  readonly vocabulary: Vocabulary
}

/** Retrieves the query's windows in one batch and composes its candidates. Fails as the index does. */
export async function lookUp(
  query: Query,
  index: CatalogIndex,
  knowledge: Knowledge,
  { products, vocabulary }: LookupFacts,
  locale: string | undefined,
): Promise<Lookup> {
  const started = performance.now()
  const known = new Map<string, number>()
  const countOf = (form: string) => known.get(form) ?? 0
  const learn = async (forms: Iterable<string>) => {
    const wanted = [...new Set(forms)].filter((form) => !known.has(form))
    if (wanted.length === 0) return
    const counts = await index.counts(wanted)
    wanted.forEach((form, i) => known.set(form, counts[i]!))
  }
  const typingCost = rememberedPair((intended, typed) => channelCost(knowledge.channel, intended, typed))
  const counts: TermCounts = {
    count: countOf,
    zipf: vocabulary.zipf,
    products,
  }
  const facts: ReadingFacts = {
    isKnown: (term) => isKnownTerm(term, counts),
    spellingCost: rememberedPair((intended, typed) =>
      spellingCost(knowledge, intended, typed, typingCost(intended, typed)),
    ),
  }
  const search = searchOf(index, typingCost, locale)
  const others = otherSpansOf(query)
  const near = await nearWindows(query, search)
  const { spans, hits } = near
  const free = query.terms.filter((term) => !term.frozen)
  await learn([
    ...query.terms.map((term) => term.text),
    ...elidedTerms(query, vocabulary.language),
    ...markedTerms(query).map(({ form }) => form),
    ...others.map((span) => span.text),
  ])
  const parts = hits.flat().flatMap(({ name }) => (name.isPart ? [name] : name.isAdded ? partsOf(name) : []))
  await learn(parts.map(({ form }) => form))
  /** Terms of brands that were added at run time, and no names themselves: no title counts them. */
  const uncounted = new Set(parts.flatMap(({ form }) => (countOf(form) === 0 ? [form] : [])))
  for (const { form, count } of parts) if (uncounted.has(form)) known.set(form, Math.max(count, countOf(form)))
  const brands = await brandWindows(
    others.filter((span) => known.get(span.text)! > 0),
    search,
  )
  const suspects = free.filter((term) => known.get(term.text)! < rareCount)
  const own = vocabulary.words
  const language = own && { ...facts, products, zipf: (term: string) => own.zipf(term) }
  const hitsAt = (i: number) => hits[spans.findIndex((span) => span.from === i && span.to === i + 1)]
  const words = query.terms.flatMap((term, i) =>
    language && suspects.includes(term) ? languageReadings(query, i, language) : [],
  )
  const isCompounding = compounds(vocabulary.language)
  /** True for an unknown term that no single term is near to. */
  const isUnlike = (term: Term, own: readonly Hit[] = []) =>
    suspects.includes(term) &&
    !facts.isKnown(term.text) &&
    own.every(({ name, edits }) => edits > 2 || name.form.includes(' '))
  const runs = isCompounding ? [] : query.terms.flatMap((term, i) => (isUnlike(term, hitsAt(i)) ? [i] : []))
  await learn([
    ...suspects.flatMap((term) => breaksOf(term.text).flatMap((form) => [form, ...form.split(' ')])),
    ...suspects.flatMap((term) => letterWordsOf(term.text, products).map(({ form }) => form)),
    ...runs.flatMap((i) => partsWithin(query.terms[i]!.text, vocabulary.zipf)),
    ...words.flatMap((reading) => reading.terms),
  ])
  const elsewhere = async (forms: readonly string[]) => {
    const wanted = locale === undefined ? [] : [...new Set(forms)].filter((form) => !uncounted.has(form))
    await learn(wanted)
    const anywhere = wanted.filter((form) => countOf(form) > 0)
    const own = anywhere.length === 0 ? [] : await index.counts(anywhere, locale)
    return new Set(anywhere.filter((_, i) => own[i] === 0))
  }
  const retrieved = performance.now()
  /** Where words are written together, only pairs that stand side by side in a title are two. */
  const broken = (position: number) =>
    breakReadings(query, position, counts).filter(({ terms }) => !isCompounding || countOf(terms.join(' ')) > 0)
  // a missing space may hide a misspelling: asked only for terms that nothing near explains
  const brokenAndMisspelled = async () => {
    if (isCompounding) return []
    const jobs = query.terms.flatMap((term, i) => {
      const own = hitsAt(i)
      if (!suspects.includes(term) || own === undefined || (own[0]?.edits ?? 9) <= 1) return []
      return [{ position: i, parts: misspelledParts(term.text, countOf) }]
    })
    const wanted = jobs.flatMap((job) => job.parts.map((part) => part.part))
    if (wanted.length === 0) return []
    const found = await search(wanted, 4)
    let at = 0
    return jobs.flatMap(({ position, parts }) => {
      const own = found.slice(at, (at += parts.length))
      return misspelledBreakReadings(position, parts, own, facts)
    })
  }
  const whole = [...markReadings(query, countOf), ...letterWordReadings(query, counts)]
  const proposed = [
    // those that the catalog has are among the hits where they are near enough
    ...words.filter(({ terms }) => countOf(terms[0]!) === 0),
    ...eachOnce([...readingsOf(query, spans, hits, facts), ...phraseReadings(spans, hits, facts)]),
    ...query.terms.flatMap((term, i) => (suspects.includes(term) ? broken(i) : [])),
    ...(await brokenAndMisspelled()),
    ...runs.flatMap((i) => runTogetherReadings(query.terms[i]!.text, i, counts)),
  ]
  // a term that is one of these is nothing else, nor are its parts
  const apart = proposed.filter(({ from, to }) => !whole.some((one) => from < one.to && to > one.from))
  const readings = [...query.terms.map((_, i) => typedReading(query, i)), ...apart, ...whole]
  const terms = [...new Set([...readings.flatMap((reading) => reading.terms), ...query.terms.map((term) => term.text)])]
  await learn([...pairForms(query, readings), ...terms, ...terms.flatMap(inflectionsOf)])
  const candidates = compose(query, readings, counts)
  return {
    ...together(near, brands),
    candidates,
    counts,
    language: vocabulary.language,
    spellingCost: facts.spellingCost,
    traits: new Map(),
    learn,
    elsewhere,
    retrieveMs: retrieved - started,
    composeMs: performance.now() - retrieved,
  }
}
