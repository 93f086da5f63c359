import { SpellerError } from '../speller/errors.ts'
import type { BrandRuling } from './brand-review.ts'
import { createChanges } from './changes.ts'
import { mayBeOfAnother, type DeltaBase } from './delta-base.ts'
import { fields } from './columns.ts'
import { createIdSet } from './id-set.ts'
import type { FeedCounts } from './ingest-state.ts'
import { missingText, type MappedColumns } from './mapped-columns.ts'
import { createNameCollector, type ListedNames } from './names.ts'
import type { RecordedQuery, RecordWriter, Recorded } from './product-record.ts'
import { inLocale, keyText, type Product } from './product.ts'
import { openFeed, type FeedSource } from './read-feed.ts'
import { readQueries } from './read-queries.ts'
import { openRejectsFile, type RejectsFile } from './rejects.ts'
import { writeReview } from './review-file.ts'
import { placeOf } from './sources/place.ts'

export interface ReadingProgress {
  readonly phase: 'reading'
  readonly bytes: number
  /** Absent where the source does not say. */
  readonly totalBytes?: number
  readonly products: number
  readonly rejects: number
}

export interface CollectOptions extends FeedSource {
  /** Where the rejects file goes. Absent: rejects are only counted. */
  readonly dataDir?: string
  /** What the shop says about brands that look misspelled. */
  readonly brandRulings?: readonly BrandRuling[]
  /** Of a delta feed: what it changes. */
  readonly base?: DeltaBase
  /** Told of every product and popular query that the names are made from. Discarded on failure. */
  readonly record?: RecordWriter
  readonly onProgress: (progress: ReadingProgress) => void
}

export interface Collected extends ListedNames {
  readonly counts: FeedCounts
  /** Of the bytes or rows that were read. */
  readonly sha256: string
}

const recordsPerReport = 500

/**
 * Reads a feed, or a generation's record as a delta feed changes it, into names, and puts the feed's rejects file in place.
 * Fails with `catalog_invalid` when no product is usable or left.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { feed, signal, record, base } = options
  const locale = base ? base.locale.used : options.locale
  const reading = await openFeed(feed, options)
  const { text, fileName } = placeOf(feed)
  const rejects = openRejectsFile(options.dataDir, fileName, reading.unit)
  const spill = options.dataDir === undefined ? {} : { spillDir: options.dataDir }
  const rulings = options.brandRulings ? { brandRulings: options.brandRulings } : {}
  const collector = createNameCollector({ ...rulings, ...spill })
  const changes = base && createChanges({ locale, looksElsewhere: mayBeOfAnother(base.locale), ...spill })
  const ids = createIdSet(spill)
  let records = 0
  let products = 0
  let duplicates = 0
  let markedDeleted = 0
  let firstReject: string | undefined
  let columnsMissing: string | undefined
  const report = () => {
    signal?.throwIfAborted()
    options.onProgress({
      phase: 'reading',
      bytes: reading.bytesRead(),
      ...(reading.totalBytes === undefined ? {} : { totalBytes: reading.totalBytes }),
      products: changes && products === 0 ? records - rejects.total : products,
      rejects: rejects.total,
    })
  }
  /** A promise where it is to be waited for. */
  const take = (product: Product): Promise<void> | undefined => {
    if (products++ % recordsPerReport === 0) report()
    collector.add(product)
    return record?.add({ product })
  }
  const takeQuery = async (query: RecordedQuery) => {
    collector.addQuery(query.query, query.count, query.locale)
    await record?.add({ query })
  }
  try {
    for await (const entry of reading.entries) {
      if (records++ % recordsPerReport === 0) report()
      if ('reject' in entry) {
        const { reason, detail } = entry.reject
        firstReject ??= `${reading.unit} ${entry.line}: ${reason}${detail === undefined ? '' : ` (${detail})`}`
        await rejects.add(entry.line, entry.reject)
        continue
      }
      if (changes) {
        if (!changes.add(entry)) duplicates++
      } else if ('deleted' in entry) markedDeleted++
      else if (!ids.add(keyText(inLocale(entry.product, locale)))) duplicates++
      else {
        const written = take(inLocale(entry.product, locale))
        if (written) await written
      }
    }
    const columns = reading.mappedColumns?.()
    const mustHave = changes ? ['id', 'title'] : fields
    if (columns && columns.missing.length > 0) columnsMissing = missingText(columns)
    if (columns?.missing.some(({ field }) => mustHave.includes(field))) throw unmapped(text, columns)
    if (base && changes) {
      if (changes.size === 0 && rejects.total > 0) throw nothingUsable(text, rejects, firstReject)
      const before = split(base.read(), options.popularQueries === undefined ? takeQuery : async () => undefined)
      for await (const product of changes.apply(before)) await take(product)
      const isBrandMissing = columns?.missing.some(({ field }) => field === 'brand')
      if (isBrandMissing && changes.brandless > 0) throw unmapped(text, columns!)
    }
    report()
    if (options.popularQueries !== undefined) {
      for await (const query of readQueries(options.popularQueries))
        await takeQuery(locale === undefined ? query : { ...query, locale })
    }
    signal?.throwIfAborted()
    await rejects.finish()
  } catch (error) {
    collector.close()
    await Promise.all([rejects.discard(), record?.discard()])
    throw error
  } finally {
    ids.close()
    changes?.close()
  }
  if (products === 0) {
    collector.close()
    await record?.discard()
    throw changes ? nothingLeft(text) : nothingUsable(text, rejects, firstReject, markedDeleted)
  }
  const collected = collector.list()
  const suspects = collected.suspectBrands
  const reviewFile = options.dataDir === undefined ? undefined : await writeReview(options.dataDir, fileName, suspects)
  const counts = {
    format: reading.format,
    products,
    rejects: rejects.total,
    rejectsByReason: rejects.counts,
    ...(rejects.total > 0 && rejects.path !== undefined ? { rejectsFile: rejects.path } : {}),
    ...(firstReject === undefined ? {} : { firstReject }),
    duplicates,
    markedDeleted,
    ...(columnsMissing === undefined ? {} : { columnsMissing }),
    ...(base && changes ? { changes: changes.counts, deltaLocale: base.locale } : {}),
    junkBrands: collected.junkBrands,
    suspectBrands: {
      total: suspects.length,
      examples: suspects.slice(0, 3),
      ...(reviewFile === undefined ? {} : { file: reviewFile }),
    },
    names: collected.byKind,
    bigrams: collected.bigrams.length,
  }
  return { ...collected, counts, sha256: await reading.sha256() }
}

/** The products of a record; its queries go aside. */
async function* split(
  recorded: AsyncGenerator<Recorded>,
  takeQuery: (query: RecordedQuery) => Promise<void>,
): AsyncGenerator<Product> {
  for await (const one of recorded) {
    if ('product' in one) yield one.product
    else await takeQuery(one.query)
  }
}

function unmapped(feed: string, columns: MappedColumns): SpellerError {
  return new SpellerError('catalog_invalid', `${feed}: the column map does not fit: ${missingText(columns)}`)
}

function nothingUsable(
  feed: string,
  rejects: RejectsFile,
  firstReject: string | undefined,
  markedDeleted = 0,
): SpellerError {
  const deletions =
    markedDeleted === 0 ? [] : [`${markedDeleted} records delete their product; a feed of changes needs --delta`]
  const others = markedDeleted === 0 ? '' : 'other '
  const where = rejects.path === undefined ? '' : `; see ${rejects.path}`
  const refusals =
    firstReject === undefined
      ? []
      : [`all ${rejects.total} ${others}records were refused, the first at ${firstReject}${where}`]
  const why = [...deletions, ...refusals].join('; ') || 'it holds no records; each needs an id and a title'
  return new SpellerError('catalog_invalid', `${feed}: no usable product: ${why}`)
}

function nothingLeft(feed: string): SpellerError {
  return new SpellerError('catalog_invalid', `${feed}: it deletes every product; ingest a whole feed instead`)
}
