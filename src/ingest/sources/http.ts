import { setTimeout as sleep } from 'node:timers/promises'
import { SpellerError } from '../../speller/errors.ts'
import { gunzip } from '../streams.ts'
import type { Bytes } from './bytes.ts'
import { get, type Answer } from './http-get.ts'
import { placeOf } from './place.ts'

export interface HttpOptions {
  readonly signal?: AbortSignal
  /** Longest silence: until the first byte, and between two pieces. */
  readonly timeoutMs?: number
  /** Waits before the second and later attempts; a server's Retry-After may lengthen them. */
  readonly backOffMs?: readonly number[]
}

const longestWaitMs = 30_000

/**
 * Downloads as a stream, following redirects. Tries again when the connection fails or the server says 429 or 5xx, but only
 * until the first byte has come: a feed is never put together from two answers. Fails with `catalog_invalid` on 4xx, else
 * with `feed_failed`; an answer that ends early fails while it is read. User and password in the address are sent as
 * basic authentication, and are in no message.
 */
export async function openHttp(location: string, options: HttpOptions = {}): Promise<Bytes> {
  const backOffMs = options.backOffMs ?? [500, 2_000, 8_000]
  for (let attempt = 0; ; attempt++) {
    const outcome = await begin(location, options)
    if (!('failure' in outcome)) return outcome
    const wait = backOffMs[attempt]
    if (outcome.retryAfterMs === undefined || wait === undefined) throw outcome.failure
    await sleep(Math.min(longestWaitMs, Math.max(wait, outcome.retryAfterMs)), undefined, {
      ...(options.signal ? { signal: options.signal } : {}),
    })
  }
}

interface Failure {
  readonly failure: SpellerError
  /** Absent: another attempt would fail, too. */
  readonly retryAfterMs?: number
}

async function begin(location: string, options: HttpOptions): Promise<Bytes | Failure> {
  const { text } = placeOf(location)
  const { url, headers } = request(location, text)
  const timeoutMs = options.timeoutMs ?? 60_000
  const silence = createWatch(timeoutMs)
  const signal = options.signal ? AbortSignal.any([options.signal, silence.signal]) : silence.signal
  const failed = (cause: unknown, received?: string) => {
    options.signal?.throwIfAborted()
    const what = silence.signal.aborted ? `it is silent for ${timeoutMs / 1000} s` : reasonOf(cause)
    return new SpellerError('feed_failed', `${text}: ${received ?? 'cannot be fetched'}: ${what}`, { cause })
  }
  let answer: Answer
  let pieces: AsyncIterator<Buffer>
  let first: IteratorResult<Buffer>
  try {
    answer = await get(url, headers, signal)
    const { response } = answer
    if (!isWhole(response.statusCode!)) {
      response.destroy()
      return refusal(answer, text)
    }
    pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    first = await pieces.next()
  } catch (cause) {
    return { failure: failed(cause), retryAfterMs: 0 }
  } finally {
    silence.stop()
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    let received = 0
    try {
      for (let piece = first; !piece.done;) {
        received += piece.value.length
        yield piece.value
        silence.start()
        piece = await pieces.next()
        silence.stop()
      }
    } catch (cause) {
      throw failed(cause, `the download broke off after ${received} bytes; fetch it again`)
    } finally {
      silence.stop()
      answer.response.destroy()
    }
  }
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = answer.response.headers
  if (/^(?:x-)?gzip$/i.test(encoding)) return { bytes: gunzip(bytes(), text) }
  if (encoding === 'identity')
    return { bytes: bytes(), ...(length === undefined ? {} : { totalBytes: Number(length) }) }
  answer.response.destroy()
  return {
    failure: new SpellerError('feed_failed', `${text}: the answer is packed as "${encoding}", which was not asked for`),
  }
}

/** Not so of a part of the feed, which nobody asked for. */
const isWhole = (status: number) => status >= 200 && status < 300 && status !== 206

function request(location: string, text: string): { url: URL; headers: Record<string, string> } {
  if (!URL.canParse(location))
    throw new SpellerError('catalog_invalid', `${text}: is no address; expected https://host/path`)
  const url = new URL(location)
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = url.password = ''
  const authorization = user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }
  return { url, headers: { accept: '*/*', 'accept-encoding': 'gzip', 'user-agent': 'querymend', ...authorization } }
}

function refusal({ response, url }: Answer, text: string): Failure {
  const { statusCode: status = 0, statusMessage = '', headers } = response
  const last = placeOf(url.href).text
  const where = last === placeOf(new URL(text).href).text ? text : `${text} (redirected to ${last})`
  const message = `${where}: the server answers ${status} ${statusMessage}`.trim()
  if (status < 500 && status !== 429) {
    const advice = status === 401 || status === 403 ? 'give user and password or another address' : 'check the address'
    return { failure: new SpellerError('catalog_invalid', `${message}; ${advice}`) }
  }
  const seconds = Number(headers['retry-after'] ?? 0)
  return {
    failure: new SpellerError('feed_failed', `${message}; try again later`),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
  }
}

/** Where a host has several addresses, why the first of them failed. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as NodeJS.ErrnoException & { errors?: readonly Error[] }
  return message || errors?.[0]?.message || code || 'no reason given'
}

/** Aborts when it runs for so long; runs at first. */
function createWatch(timeoutMs: number) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearTimeout(timer)
  const start = () => {
    stop()
    timer = setTimeout(() => controller.abort(new Error('timeout')), timeoutMs)
  }
  start()
  return { signal: controller.signal, start, stop }
}
