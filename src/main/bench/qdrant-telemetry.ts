import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { portOf } from '../../adapters/catalog-index/qdrant-connection.ts'
import type { QdrantOptions } from '../../adapters/catalog-index/qdrant.ts'

type Server = Pick<QdrantOptions, 'url' | 'apiKey'>

const answerSchema = z.object({
  result: z.object({
    memory: z.object({ allocated_bytes: z.number(), resident_bytes: z.number() }).nullish(),
    collections: z.object({
      collections: z
        .array(
          z.object({
            id: z.string(),
            shards: z.array(z.object({ local: z.object({ status: z.string() }).nullish() })),
          }),
        )
        .nullish(),
    }),
  }),
})

/** Of the whole server, without the files that it maps into its memory. */
export interface ServerMemory {
  /** What its program has asked for and not given back. */
  readonly allocatedMegabytes: number
  /** What its allocator holds for that, some of it free again. */
  readonly residentMegabytes: number
}

/** Undefined where the server does not say. */
export async function memoryOfServer(server: Server): Promise<ServerMemory | undefined> {
  const memory = (await telemetryOf(server))?.memory
  return memory
    ? { allocatedMegabytes: memory.allocated_bytes / 1e6, residentMegabytes: memory.resident_bytes / 1e6 }
    : undefined
}

/**
 * Until the server has twice said, a pause apart, that it has nothing left to index in the collections with this beginning. False where it
 * says nothing of them, or does not come to an end within so many attempts.
 */
export async function awaitSettled(
  server: Server,
  collection: string,
  { pauseMs = 2_000, attempts = 300 } = {},
): Promise<boolean> {
  for (let attempt = 0, calm = 0; attempt < attempts; attempt++) {
    const telemetry = await telemetryOf(server)
    const own = telemetry?.collections.collections?.filter(({ id }) => id.startsWith(collection)) ?? []
    if (own.length === 0) return false
    const isCalm = own.every(({ shards }) => shards.every(({ local }) => (local?.status ?? 'green') === 'green'))
    calm = isCalm ? calm + 1 : 0
    if (calm === 2) return true
    await sleep(pauseMs)
  }
  return false
}

async function telemetryOf({ url, apiKey }: Server) {
  const address = new URL(url)
  address.port = String(portOf(url))
  const answer = await fetch(`${address.href.replace(/\/$/, '')}/telemetry?details_level=3`, {
    headers: apiKey === undefined ? {} : { 'api-key': apiKey },
  }).catch(() => undefined)
  const body: unknown = answer?.ok ? await answer.json() : undefined
  return answerSchema.safeParse(body).data?.result
}
