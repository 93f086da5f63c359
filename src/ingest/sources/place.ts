import { basename } from 'node:path'

/** Where a feed lies. */
export interface Place {
  readonly kind: 'file' | 'http' | 'postgres'
  /** For messages: an address without user, password and query string. */
  readonly text: string
  /** A file name for what is written about the feed. */
  readonly fileName: string
}

const schemes: Readonly<Record<string, Place['kind']>> = {
  'http:': 'http',
  'https:': 'http',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
}

/** A path, unless it begins with a scheme that is known here. */
export function placeOf(location: string): Place {
  const scheme = /^[a-z]+:(?=\/\/)/i.exec(location)?.[0].toLowerCase() ?? ''
  const kind = Object.hasOwn(schemes, scheme) ? schemes[scheme]! : 'file'
  if (kind === 'file') return { kind, text: location, fileName: basename(location) }
  const [, host = '', path = ''] = /^[^:]+:\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)/.exec(location)!
  const fileName = (path.split('/').at(-1) || host || kind).replace(/[^\w.-]+/g, '_').slice(0, 100)
  return { kind, text: `${scheme}//${host}${path}`, fileName }
}
