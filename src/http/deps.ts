import { OpenAPIHono } from '@hono/zod-openapi'
import type { RequestIdVariables } from 'hono/request-id'
import type { CatalogIndex, Corrector, CorrectorStatus, DecisionLog, Speller } from '../speller/ports.ts'
import { refuseInvalid } from './errors.ts'
import type { Metrics } from './metrics.ts'

export interface Readiness {
  readonly ok: boolean
  /** By dependency. */
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>
}

export interface Limits {
  /** UTF-16 code units of a query. */
  readonly queryLength: number
  /** Queries of one batch, and names of one request. */
  readonly batch: number
  readonly bodyBytes: number
}

export const defaultLimits: Limits = { queryLength: 512, batch: 100, bodyBytes: 256 * 1024 }

export interface AppDeps {
  readonly speller: Speller
  readonly log: DecisionLog
  readonly index: CatalogIndex
  readonly metrics: Metrics
  /** What POST /v1/score asks; absent: it answers 503. */
  readonly corrector?: Pick<Corrector, 'id' | 'correct'>
  /** How each corrector of the chain does, for the metrics; absent: there is no chain. */
  readonly correctors?: () => readonly CorrectorStatus[]
  readonly ready: () => Promise<Readiness>
  readonly limits?: Partial<Limits>
  /** Asked as bearer token of whoever changes or lists names, labels or asks the corrector alone; absent: anybody may. */
  readonly apiToken?: string
  /** Origins whose pages may correct and give feedback from a browser; absent: only this server's own. */
  readonly corsOrigins?: readonly string[]
  /** Told of every error that the client only sees as 500 or 503. */
  readonly onError?: (error: unknown, requestId: string) => void
}

/** What handlers get: the dependencies, with every limit set. */
export type Served = AppDeps & { readonly limits: Limits }

export type Env = { Variables: RequestIdVariables }

export const router = () => new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
