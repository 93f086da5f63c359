import type { AskedTerm, Standing } from '../analyse/term-rows.ts'
import type { Config } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { isKnownMisspelling, type Knowledge } from '../speller/knowledge.ts'
import { oneEditAway } from '../speller/language-words.ts'
import type { CatalogIndex } from '../speller/ports.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { openCatalogStore } from './wire-node.ts'

/** Words at least this common outside the shop are no new brands; about one in a million. Zipf scale. */
const ordinaryZipf = 3
/** A name this frequent is misspelled by many; of a rarer one, the likeness may be chance. */
const frequentCount = 3
/** Names looked at for each term. */
const nearNames = 16
/** Searched at once: a batch of thousands would take a remote index longer than its deadline. */
const termsAtOnce = 64

interface Catalog {
  /** Of exact forms. */
  readonly counts: ReadonlyMap<string, number>
  /** Forms of frequent names one edit away, by term. */
  readonly near: ReadonlyMap<string, readonly string[]>
}
const noCatalog: Catalog = { counts: new Map(), near: new Map() }

/**
 * What each term is by now. Known: ordinary words, and what the live catalog holds. Near to something: terms whose reading is known, and
 * those that people are known to write, by one edit, for a frequent name or an ordinary word. Without a catalog that answers, `onError`
 * is told and the words alone decide.
 */
export async function standingsOf(
  config: Config,
  terms: readonly AskedTerm[],
  onError: (error: SpellerError) => void,
): Promise<readonly Standing[]> {
  const knowledge = loadKnowledge(config.correct.modelDir)
  const catalog = await catalogOf(config, terms).catch((error: unknown) => {
    if (!(error instanceof SpellerError)) throw error
    onError(error)
    return noCatalog
  })
  return terms.map((asked) => standingOf(asked, knowledge, catalog))
}

function standingOf({ term, reading }: AskedTerm, knowledge: Knowledge, { counts, near }: Catalog): Standing {
  const isKnown = (form: string) => knowledge.background.zipf(form) >= ordinaryZipf || (counts.get(form) ?? 0) > 0
  if (isKnown(term)) return 'known'
  if (reading !== undefined && reading.split(' ').every(isKnown)) return { near: reading }
  const zipf = (form: string) => knowledge.background.zipf(form)
  // the tables of words and misspellings answer, and cannot list
  const words = [...oneEditAway(term)].filter((form) => zipf(form) >= ordinaryZipf).sort((a, b) => zipf(b) - zipf(a))
  const intended = [...(near.get(term) ?? []), ...words].find((form) => isKnownMisspelling(knowledge, form, term))
  return intended === undefined ? 'unknown' : { near: intended }
}

async function catalogOf(config: Config, terms: readonly AskedTerm[]): Promise<Catalog> {
  const index = await (await openCatalogStore(config)).open()
  try {
    return await readCatalog(index, terms)
  } finally {
    await index.close()
  }
}

async function readCatalog(index: CatalogIndex, asked: readonly AskedTerm[]): Promise<Catalog> {
  const terms = asked.map(({ term }) => term)
  const forms = [...new Set(asked.flatMap(({ term, reading }) => [term, ...(reading?.split(' ') ?? [])]))]
  const counts = await index.counts(forms)
  const near = new Map<string, readonly string[]>()
  for (let from = 0; from < terms.length; from += termsAtOnce) {
    const some = terms.slice(from, from + termsAtOnce)
    const hits = await index.search(some, { limit: nearNames })
    some.forEach((term, i) => {
      const frequent = hits[i]!.filter(({ edits, name }) => edits === 1 && name.count >= frequentCount)
      near.set(
        term,
        frequent.map(({ name }) => name.form),
      )
    })
  }
  return { counts: new Map(forms.map((form, i) => [form, counts[i]!])), near }
}
