import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestEncrypted } from 'node:https'

export interface Answer {
  /** Its bytes as they were sent: what a content encoding packs is still packed. An answer that breaks off fails while it is read. */
  readonly response: IncomingMessage
  /** Where the last redirect led. */
  readonly url: URL
}

const redirects = new Set([301, 302, 303, 307, 308])
const mostRedirects = 20

/**
 * The answer to a GET request, after redirects. Its authorization is for the first address's host only. Not `fetch`: that unpacks a content
 * encoding itself, and takes one that is cut off for whole.
 */
export async function get(first: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
  let url = first
  for (let followed = 0; followed <= mostRedirects; followed++) {
    const { authorization, ...others } = headers
    const isSameHost = url.origin === first.origin && authorization !== undefined
    const response = await ask(url, isSameHost ? { ...others, authorization } : others, signal)
    const { location } = response.headers
    if (!redirects.has(response.statusCode!) || location === undefined) return { response, url }
    response.resume()
    if (!URL.canParse(location, url.href)) throw new Error('it redirects to what is no address')
    url = new URL(location, url)
    if (!/^https?:$/.test(url.protocol)) throw new Error(`it redirects to an address of another kind, ${url.protocol}`)
  }
  throw new Error(`it redirects more than ${mostRedirects} times`)
}

function ask(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestEncrypted : requestPlain
    request(url, { headers, signal }, resolve).on('error', reject).end()
  })
}
