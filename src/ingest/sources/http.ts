import { setTimeout as sleep } from 'node:timers/promises'
import { SpellerError } from '../../speller/errors.ts'
import type { Bytes } from './bytes.ts'
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
  let response: Response
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let first: { readonly done: boolean; readonly value?: Uint8Array | undefined }
  try {
    response = await fetch(url, { headers, signal })
    if (!response.ok) {
      silence.stop()
      await response.body?.cancel()
      return refusal(response, text)
    }
    reader = response.body?.getReader()
    first = (await reader?.read()) ?? { done: true }
    silence.stop()
  } catch (cause) {
    silence.stop()
    return { failure: failed(cause), retryAfterMs: 0 }
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    let received = 0
    try {
      for (let piece = first; !piece.done;) {
        received += piece.value!.length
        yield piece.value!
        silence.start()
        piece = await reader!.read()
        silence.stop()
      }
    } catch (cause) {
      throw failed(cause, `the download broke off after ${received} bytes; fetch it again`)
    } finally {
      silence.stop()
      await reader?.cancel().catch(() => undefined)
    }
  }
  // What a content encoding packs is unpacked on the way, so its length says nothing about the bytes that arrive here.
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length')
  return { bytes: bytes(), ...(length === null ? {} : { totalBytes: Number(length) }) }
}

function request(location: string, text: string): { url: URL; headers: Record<string, string> } {
  if (!URL.canParse(location))
    throw new SpellerError('catalog_invalid', `${text}: is no address; expected https://host/path`)
  const url = new URL(location)
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = url.password = ''
  const authorization = user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }
  return { url, headers: { accept: '*/*', 'user-agent': 'querymend', ...authorization } }
}

function refusal({ status, statusText, headers, url, redirected }: Response, text: string): Failure {
  const where = redirected ? `${text} (redirected to ${placeOf(url).text})` : text
  const message = `${where}: the server answers ${status} ${statusText}`.trim()
  if (status < 500 && status !== 429) {
    const advice = status === 401 || status === 403 ? 'give user and password or another address' : 'check the address'
    return { failure: new SpellerError('catalog_invalid', `${message}; ${advice}`) }
  }
  const seconds = Number(headers.get('retry-after') ?? 0)
  return {
    failure: new SpellerError('feed_failed', `${message}; try again later`),
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 0,
  }
}

/** `fetch` hides why in its error's cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const why = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined
  return why ?? message
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
