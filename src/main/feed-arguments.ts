import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseColumnMap, type ColumnMap } from '../ingest/columns.ts'
import { feedFormats, type FeedFormat } from '../ingest/detect-format.ts'
import type { FeedSource } from '../ingest/read-feed.ts'
import { placeOf } from '../ingest/sources/place.ts'
import { parseLocale } from './parse-locale.ts'

/** How a feed is to be read, as every command that reads one is told. */
export interface FeedFlags {
  readonly format: FeedFormat | 'auto'
  readonly columns?: ColumnMap
  readonly query?: string
  readonly locale?: string
}

/** And what else becomes names. */
export interface CatalogFlags extends FeedFlags {
  readonly queries?: string
}

export function addFeedOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'format of the feed').choices(['auto', ...feedFormats]).default('auto'))
    .option('--columns <map>', 'names of columns, e.g. id=sku,title=name,brand=maker', parseColumns)
    .option('--query <sql>', "what to ask a postgres:// feed, e.g. 'select id, title, brand from products'")
    .option('--locale <tag>', 'BCP 47 tag of products that name none, e.g. de', parseLocale)
}

export function addCatalogOptions(command: Command): Command {
  return addFeedOptions(command).option(
    '--queries <file>',
    'popular queries, which become names of the catalog: one a line, or a query, a tab and its count',
  )
}

export function feedSource(feed: string, { format, columns, query, locale }: FeedFlags): FeedSource {
  return {
    feed,
    format,
    ...(columns === undefined ? {} : { columns }),
    ...(query === undefined ? {} : { query }),
    ...(locale === undefined ? {} : { locale }),
  }
}

export function catalogSource(feed: string, flags: CatalogFlags): FeedSource {
  const { queries } = flags
  return { ...feedSource(feed, flags), ...(queries === undefined ? {} : { popularQueries: queries }) }
}

/** For a report: the feed without what is secret of its address, and how it is read where that was said. */
export function feedSettings(source: FeedSource): Readonly<Record<string, string>> {
  const { feed, format = 'auto', columns, query, locale, popularQueries } = source
  const map = Object.entries(columns ?? {}).map(([field, column]) => `${field}=${column}`)
  return {
    catalog: placeOf(feed).text,
    ...(format === 'auto' ? {} : { 'catalog format': format }),
    ...(columns === undefined ? {} : { 'catalog columns': map.join() }),
    ...(query === undefined ? {} : { 'catalog query': query }),
    ...(locale === undefined ? {} : { 'catalog locale': locale }),
    ...(popularQueries === undefined ? {} : { 'popular queries': popularQueries }),
  }
}

function parseColumns(text: string): ColumnMap {
  try {
    return parseColumnMap(text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
