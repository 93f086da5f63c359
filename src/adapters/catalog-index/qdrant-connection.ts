import { QdrantClient, QdrantClientResourceExhaustedError, QdrantClientTimeoutError } from '@qdrant/js-client-rest'
import { SpellerError } from '../../speller/errors.ts'
import type { NameEncoder } from '../../speller/ports.ts'
import type { RetrieverName } from '../../speller/retrievers.ts'
import type { LeaseTimes } from './qdrant-lease.ts'
import { type Clock, createPatience, systemClock } from './qdrant-patience.ts'
import type { Storage } from './qdrant-requests.ts'

export interface QdrantOptions {
  /** http(s)://host[:port][/prefix]; port 6333 when it names none. */
  readonly url: string
  readonly apiKey?: string
  /** Alias of the live generation, and the beginning of the names of its collections. */
  readonly collection: string
  /** Longest wait for one answer on the query path, in ms. */
  readonly timeoutMs: number
  /** The same for writes, which wait until they are durable. */
  readonly writeTimeoutMs?: number
  /** Pauses between attempts of a write that met 429, 5xx or a dropped connection, in ms; their number bounds the attempts. */
  readonly retryDelaysMs?: readonly number[]
  /** hybrid by default. Every generation can be searched with each but late-interaction, which needs those built with it. */
  readonly retriever?: RetrieverName
  /** Needed by late-interaction, and used by no other. */
  readonly encoder?: NameEncoder
  /** In memory, with float32 and without a shorter copy, where it does not say otherwise. */
  readonly storage?: Partial<Storage>
  /** Former generations kept for a roll-back. */
  readonly keep?: number
  /** In place of own clients, for both paths; its timeout then counts. */
  readonly client?: QdrantClient
  /** How long a build waits for a server that answered it before, in ms; 0: as other writes, not at all. */
  readonly patienceMs?: number
  /** Told, every few seconds, that a build waits for the server, and that it goes on. */
  readonly onWait?: (message: string) => void
  /** How builds tell each other's collections from those that killed ones left behind. */
  readonly lease?: LeaseTimes
  /** Time, for tests. */
  readonly clock?: Clock
}

/** Calls of two kinds, and both of a third, for builds. */
export interface QdrantConnections extends QdrantConnection {
  /** For work that no shopper waits for: reads too may take as long as a write, and a server that restarts is waited for. */
  readonly patient: QdrantConnection
}

/** Calls that fail with `index_failed`, or with `index_denied` where the key is refused, and say what was tried. */
export interface QdrantConnection {
  /** One attempt within `timeoutMs`, and a second where the connection was dropped: Qdrant closes idle ones after 5 s. */
  readonly ask: <T>(what: string, call: (client: QdrantClient) => Promise<T>) => Promise<T>
  /** Tries again, after a pause, on 429, 5xx and dropped connections: every write here is safe to repeat. */
  readonly write: <T>(what: string, call: (client: QdrantClient) => Promise<T>) => Promise<T>
}

const defaultWriteTimeoutMs = 60_000
const defaultRetryDelaysMs = [100, 300, 1000, 3000]

export function connectQdrant(options: QdrantOptions): QdrantConnections {
  const { timeoutMs, writeTimeoutMs = defaultWriteTimeoutMs, retryDelaysMs = defaultRetryDelaysMs } = options
  const { clock = systemClock } = options
  const reader = options.client ?? createClient(options, timeoutMs)
  const writer = options.client ?? createClient(options, writeTimeoutMs)
  const place = `Qdrant at ${new URL(options.url).host}`
  const failed = (what: string, cause: unknown) =>
    new SpellerError(
      isDenied(cause) ? 'index_denied' : 'index_failed',
      `${place} failed to ${what}: ${describe(cause)}`,
      { cause },
    )
  const persist = createPatience({ ...options, retryDelaysMs, clock, place, describe, isPassing, isAway })
  const patient: QdrantConnection['write'] = async (what, call) => {
    try {
      return await persist(() => call(writer))
    } catch (cause) {
      throw failed(what, cause)
    }
  }
  return {
    async ask(what, call) {
      try {
        return await call(reader).catch((cause: unknown) => {
          if (isDropped(cause)) return call(reader)
          throw cause
        })
      } catch (cause) {
        throw failed(what, cause)
      }
    },

    async write(what, call) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await call(writer)
        } catch (cause) {
          const delay = retryDelaysMs[attempt]
          if (delay === undefined || !isPassing(cause)) throw failed(what, cause)
          await clock.pause(delay * (1 + clock.random() / 2))
        }
      }
    },

    patient: { ask: patient, write: patient },
  }
}

/** True of an `index_failed` that Qdrant answered with 404: no such collection or alias. */
export function isMissing(error: unknown): boolean {
  return error instanceof SpellerError && statusOf(error.cause) === 404
}

/** True of an `index_failed` that Qdrant answered with 409: it is there already. */
export function isThere(error: unknown): boolean {
  return error instanceof SpellerError && statusOf(error.cause) === 409
}

/** True of an `index_failed` that Qdrant answered with 400: the collection is not made for this question. */
export function isRefused(error: unknown): boolean {
  return error instanceof SpellerError && statusOf(error.cause) === 400
}

/** 6333 where the address names none: URL drops a port that is the scheme's default, so that it is read from the text. */
export function portOf(url: string): number {
  return Number(/^https?:\/\/[^/]*:(\d+)(?:\/|$)/.exec(url)?.[1] ?? 6333)
}

function createClient({ url, apiKey }: QdrantOptions, timeout: number): QdrantClient {
  try {
    const { protocol, hostname, pathname } = new URL(url)
    const prefix = pathname.replace(/\/+$/, '')
    const port = portOf(url)
    return new QdrantClient({
      url: `${protocol}//${hostname}:${port}`,
      port,
      timeout,
      checkCompatibility: false,
      ...(prefix && { prefix }),
      headers: {
        // Qdrant streams a compressed answer in pieces, which costs some 40 ms of delayed acknowledgements on Linux
        'accept-encoding': 'identity',
        // not as `apiKey`: the client would write a warning to the console when it gets one for plain http
        ...(apiKey && { 'api-key': apiKey }),
      },
    })
  } catch (cause) {
    throw new SpellerError('config_invalid', `'${url}' is no Qdrant address; give http://host:port`, { cause })
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined
}

function isDenied(error: unknown): boolean {
  const status = statusOf(error)
  return status === 401 || status === 403
}

/** True of what an overloaded or failing server answers, and of a connection that it dropped. */
function isPassing(error: unknown): boolean {
  const status = statusOf(error)
  return (
    error instanceof QdrantClientResourceExhaustedError ||
    status === 429 ||
    (status !== undefined && status >= 500) ||
    isDropped(error)
  )
}

function isDropped(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(codeOf(error))
}

/** True of what a server that restarts, or its host, answers for it: nobody listens there, or nobody answers. */
function isAway(error: unknown): boolean {
  const isSilent = error instanceof QdrantClientTimeoutError || codeOf(error).includes('TIMEOUT')
  return (
    isSilent ||
    ['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'].includes(codeOf(error))
  )
}

/** Node's code of what went wrong with a connection; empty where nothing did. */
function codeOf(error: unknown): string {
  return (error instanceof Error && error.cause instanceof Error && (error.cause as NodeJS.ErrnoException).code) || ''
}

function describe(error: unknown): string {
  if (error instanceof QdrantClientTimeoutError) return 'no answer in time'
  const status = statusOf(error)
  if (status !== undefined) {
    const said = `${status} ${JSON.stringify((error as { data?: unknown }).data ?? '').slice(0, 300)}`
    return isDenied(error) ? `${said}. Check QDRANT_API_KEY.` : said
  }
  if (!(error instanceof Error)) return String(error)
  if (!(error.cause instanceof Error)) return `${error.message}. ${adviceFor('')}`
  const { code = error.cause.message } = error.cause as NodeJS.ErrnoException
  return `${error.message} (${code}). ${adviceFor(code)}`
}

/** By the code of what went wrong with the connection, as Node gives it. */
function adviceFor(code: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'Its certificate is for another host name: use one that it names.'
  if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_/.test(code))
    return 'Its certificate is not trusted: name the file of its authority in NODE_EXTRA_CA_CERTS.'
  if (code.startsWith('HPE_')) return 'It does not answer as HTTP: an address with TLS begins with https://.'
  if (code.startsWith('ERR_SSL_')) return 'It does not speak TLS: an address without begins with http://.'
  return 'Is it running, and is the address right?'
}
