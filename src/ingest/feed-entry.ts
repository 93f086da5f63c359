import type { Fields } from './columns.ts'
import { createProduct, type Product, type ProductKey } from './product.ts'
import { canonicalLocale } from '../speller/locale.ts'
import { onOneLine } from '../speller/normalise.ts'
import { plainText } from './plain-text.ts'

export type RejectReason =
  | 'no_id'
  | 'no_title'
  | 'column_count'
  | 'broken_quote'
  | 'broken_json'
  | 'broken_xml'
  | 'invalid_utf8'
  | 'too_long'
  | 'unknown_op'
  | 'unknown_locale'

export interface Reject {
  readonly reason: RejectReason
  /** As in the feed, cut to `maxRawLength`. */
  readonly raw: string
  /** What exactly is wrong, where the reason alone does not say. */
  readonly detail?: string
}

/** `line`: where the record starts in the feed, from 1; of a table without lines, its row. */
export type FeedEntry = { readonly line: number } & (
  | { readonly product: Product }
  /** The shop no longer sells it. */
  | { readonly deleted: ProductKey }
  | { readonly reject: Reject }
)

/** Longest record, in bytes: real ones are far shorter, so a longer one is an unclosed quote or no feed at all. */
export const maxRecordBytes = 64 * 1024

/** UTF-16 units of a bad record that the rejects file keeps. */
export const maxRawLength = 1000

export function rejectEntry(line: number, reason: RejectReason, raw: string, detail?: string): FeedEntry {
  return { line, reject: { reason, raw: raw.slice(0, maxRawLength), ...(detail === undefined ? {} : { detail }) } }
}

/**
 * Texts as a browser shows them, trimmed, without what nobody sees, such as soft hyphens, with runs of white space and control characters made
 * one space. Refuses damaged text in the fields that are read.
 * `raw` is called for a refused record only.
 */
export function toEntry(line: number, fields: Fields, raw: () => string): FeedEntry {
  const id = clean(fields.id)
  const title = clean(plainText(fields.title ?? ''))
  const brand = clean(plainText(fields.brand ?? ''))
  const productType = clean(plainText(fields.product_type ?? ''))
  const tag = clean(fields.locale)
  if (id === '') return rejectEntry(line, 'no_id', raw())
  const isDeleted = isDeletion(fields)
  if (isDeleted === undefined)
    return rejectEntry(line, 'unknown_op', raw(), 'op or deleted holds no value that is known')
  const locale = tag === '' ? '' : localeOf(tag)
  if (locale === undefined)
    return rejectEntry(line, 'unknown_locale', raw(), 'locale is no BCP 47 language tag, such as de or en-GB')
  if (isDeleted && !damaged.test(id)) return { line, deleted: { id, ...(locale === '' ? {} : { locale }) } }
  if (title === '') return rejectEntry(line, 'no_title', raw())
  if (damaged.test(id) || damaged.test(title) || damaged.test(brand) || damaged.test(productType))
    return rejectEntry(line, 'invalid_utf8', raw(), 'the text is not UTF-8; export the feed as UTF-8')
  return { line, product: createProduct(id, title, brand, productType, locale) }
}

let last: { readonly tag: string; readonly locale: string | undefined } = { tag: '', locale: undefined }

/** Also of `de_DE`, as many shop systems write it. Kept for the next record, which mostly has the same. */
function localeOf(tag: string): string | undefined {
  if (last.tag !== tag) last = { tag, locale: canonicalLocale(tag.replaceAll('_', '-')) }
  return last.locale
}

const deletions = new Set(['delete', 'deleted', 'remove', 'removed', 'd', 'true', 't', '1', 'yes', 'y', 'archived'])
const others = new Set(
  [
    '',
    'add',
    'added',
    'insert',
    'create',
    'change',
    'changed',
    'update',
    'updated',
    'upsert',
    'a',
    'c',
    'i',
    'u',
  ].concat(['false', 'f', '0', 'no', 'n', 'active', 'draft', 'unlisted', 'null']),
)

/** Undefined where a column says something else: to guess could take a product out of the catalog, or leave it in. */
function isDeletion({ op, deleted }: Fields): boolean | undefined {
  if (op === undefined && deleted === undefined) return false
  const values = [clean(op).toLowerCase(), clean(deleted).toLowerCase()]
  if (!values.every((value) => deletions.has(value) || others.has(value))) return undefined
  return values.some((value) => deletions.has(value))
}

/** The replacement character that decoding leaves for invalid bytes, or half of a surrogate pair. */
const damaged = /[\uFFFD\p{Cs}]/u

function clean(value: string | undefined): string {
  if (value === undefined) return ''
  return isClean(value) ? value : onOneLine(value)
}

/** True for most of what is clean: printable ASCII with single spaces inside. */
function isClean(value: string): boolean {
  let isSpace = true
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit < 0x20 || unit > 0x7e || (isSpace && unit === 0x20)) return false
    isSpace = unit === 0x20
  }
  return !isSpace || value === ''
}
