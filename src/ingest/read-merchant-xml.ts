import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { SpellerError } from '../speller/errors.ts'
import { fieldOf, type Field, type Fields } from './columns.ts'
import { maxRawLength, maxRecordBytes, rejectEntry, toEntry, type FeedEntry } from './feed-entry.ts'

export interface XmlOptions {
  /** Named in errors. */
  readonly feed: string
}

interface Item {
  readonly line: number
  /** Position of its first character in the decoded text. */
  readonly start: number
  readonly depth: number
  readonly google: Fields
  readonly plain: Fields
  broken?: string
  isTooLong?: boolean
}

const googleNamespace = 'http://base.google.com/ns/1.0'
/** What a feed without items begins with. */
const feedRoots = /^(?:rss|feed|rdf)$/i
/** Longest text, comment or tag, in UTF-16 units: the parser holds one whole, so this bounds the memory. */
const maxConstruct = 4 * 1024 * 1024
const maxDepth = 256

/**
 * RSS 2.0 `item` or Atom `entry` elements; a `g:` field wins over a plain one. An error inside an item rejects that item
 * only. Text that ends early, or a bare ampersand (the parser would swallow everything up to the next semicolon), fails
 * with `catalog_invalid`: half a catalog must not go live. Entities that a DTD declares are never expanded.
 */
export async function* readMerchantXml(
  bytes: AsyncIterable<Uint8Array>,
  options: XmlOptions,
): AsyncGenerator<FeedEntry> {
  const parser = new SaxesParser({ xmlns: true, additionalNamespaces: { g: googleNamespace } })
  const ready: FeedEntry[] = []
  let depth = 0
  let item: Item | undefined
  let field: { readonly name: Field; readonly into: Fields; readonly depth: number; text: string } | undefined
  let root: string | undefined
  let hasItems = false
  let isDisturbed = false
  let isClosing = false
  let lastEvent = 0
  // The text of the item so far, for the rejects file: what came in earlier chunks, and the current chunk.
  let earlier = ''
  let chunk = ''
  let chunkStart = 0

  const rawSince = (start: number, end: number) =>
    (earlier + chunk.slice(Math.max(0, start - chunkStart), Math.max(0, end - chunkStart))).slice(0, maxRawLength)
  const invalid = (what: string, line = parser.line) => {
    const where = item ? ` (in the ${item.line === line ? 'item' : `item that starts at line ${item.line}`})` : ''
    return new SpellerError('catalog_invalid', `${options.feed}:${line}: ${what}${where}`)
  }
  const finish = (raw: string) => {
    const done = item!
    item = field = undefined
    earlier = ''
    if (done.broken !== undefined) ready.push(rejectEntry(done.line, 'broken_xml', raw, done.broken))
    else if (done.isTooLong) ready.push(rejectEntry(done.line, 'too_long', raw))
    else {
      const fields: Fields = { ...done.plain }
      for (const [name, value] of Object.entries(done.google) as [Field, string][])
        if (value.trim()) fields[name] = value
      ready.push(toEntry(done.line, fields, () => raw))
    }
    isDisturbed ||= done.broken !== undefined
  }

  parser.on('error', (error) => {
    const message = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')
    if (isClosing) {
      const bare = item ? ', or a bare "&" stands in it (write it as "&amp;")' : ''
      throw invalid(`the XML is cut off or is none${bare}: ${message}`)
    }
    if (message.startsWith('unbound namespace prefix')) return
    if (/entity name$/.test(message)) throw invalid('a bare "&" stands before this place; write it as "&amp;"')
    if (message === 'undefined entity' && !field) return
    if (item) item.broken ??= message
    else if (!isDisturbed) {
      // Only the first: what follows is mostly its echo.
      isDisturbed = true
      ready.push(rejectEntry(parser.line, 'broken_xml', '', message))
    }
  })
  parser.on('opentagstart', () => {
    lastEvent = parser.position
  })
  parser.on('opentag', (tag) => {
    lastEvent = parser.position
    if (++depth > maxDepth) throw invalid(`elements are nested more than ${maxDepth} deep`)
    root ??= tag.local
    if (tag.local === 'item' || tag.local === 'entry') {
      hasItems = true
      if (item) {
        item.broken ??= 'another item begins before this one ends'
        finish(rawSince(item.start, parser.position))
      }
      const start = Math.max(0, parser.position - tag.name.length - 2)
      item = { line: parser.line, start, depth, google: {}, plain: {} }
    } else if (item && depth === item.depth + 1) {
      // Shops write the namespace in many ways, and the prefix always in one.
      const isGoogle = tag.uri === googleNamespace || tag.prefix === 'g'
      const name = isGoogle || tag.prefix === '' ? fieldOf(tag.local) : undefined
      const into = isGoogle ? item.google : item.plain
      if (name !== undefined && into[name] === undefined) field = { name, into, depth, text: '' }
    }
  })
  const addText = (text: string) => {
    lastEvent = parser.position
    if (!field || item!.isTooLong) return
    field.text += text
    if (field.text.length > maxRecordBytes) item!.isTooLong = true
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('comment', () => {
    lastEvent = parser.position
  })
  parser.on('closetag', () => {
    lastEvent = parser.position
    if (field && depth === field.depth) {
      field.into[field.name] = field.text
      field = undefined
    }
    if (item && depth === item.depth) finish(rawSince(item.start, parser.position))
    depth--
  })

  for await (const text of decode(bytes, options)) {
    chunk = text
    parser.write(text)
    const end = chunkStart + text.length
    if (end - lastEvent > maxConstruct)
      throw invalid(`a text, comment or tag is longer than ${maxConstruct} characters`)
    if (item && earlier.length < maxRawLength) earlier = rawSince(item.start, end)
    chunkStart = end
    yield* ready.splice(0)
  }
  isClosing = true
  chunk = ''
  parser.close()
  if (!hasItems && !feedRoots.test(root ?? ''))
    throw new SpellerError(
      'catalog_invalid',
      `${options.feed}: the XML holds <${root}>, and neither an <item> of RSS nor an <entry> of Atom; give a Google Merchant feed, or CSV with --columns`,
    )
  yield* ready.splice(0)
}

/** In the encoding that the XML declaration names, else UTF-8. */
async function* decode(bytes: AsyncIterable<Uint8Array>, options: XmlOptions): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  for await (const piece of bytes) {
    decoder ??= decoderFor(Buffer.from(piece.subarray(0, 200)).toString('latin1'), options)
    const text = decoder.decode(piece, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder?.decode() ?? ''
  if (rest !== '') yield rest
}

function decoderFor(head: string, options: XmlOptions): TextDecoder {
  const label = /^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label)
  } catch (cause) {
    throw new SpellerError(
      'catalog_invalid',
      `${options.feed}:1: unknown encoding "${label}"; convert the feed to UTF-8`,
      {
        cause,
      },
    )
  }
}
