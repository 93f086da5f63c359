import type { Fetcher, Hyperdrive, KVNamespace, R2Bucket, WorkerVersionMetadata } from '@cloudflare/workers-types'
import type { WorkersAiBinding } from '../../adapters/corrector/workers-ai.ts'

/** What a deployment gives the Worker; variables and secrets have the names of the Node server's. */
export interface Bindings {
  /** Files of the deployment: what was learned, prompts, and, without a bucket, the shop's own. */
  readonly ASSETS: Fetcher
  /** The shop's own files: catalog generations and override rules. */
  readonly SHOP?: R2Bucket
  /** The decision log; absent: the variable DATABASE_URL. */
  readonly HYPERDRIVE?: Hyperdrive
  /** Kept answers; absent: the Cache API. */
  readonly ANSWERS?: KVNamespace
  /** Models of Workers AI, for the corrector `workers-ai`. */
  readonly AI?: WorkersAiBinding
  readonly CF_VERSION_METADATA?: WorkerVersionMetadata
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The variables and secrets among the bindings, as an environment. */
export function environmentOf(bindings: Bindings): Environment {
  const variables = Object.entries(bindings).filter(([, value]) => typeof value === 'string')
  const { HYPERDRIVE } = bindings
  return {
    ...(Object.fromEntries(variables) as Record<string, string>),
    ...(HYPERDRIVE === undefined ? {} : { DATABASE_URL: HYPERDRIVE.connectionString }),
  }
}
