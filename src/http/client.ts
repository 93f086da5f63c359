import { hc } from 'hono/client'
import type { ClientRequestOptions } from 'hono/client'
import type { App } from './app.ts'

/** A client of the HTTP interface, typed by its routes: `client.v1.correct.$get({ query: { q } })`. */
export function createClient(baseUrl: string, options?: ClientRequestOptions) {
  return hc<App>(baseUrl, options)
}

export type Client = ReturnType<typeof createClient>
