// Of the module that the runtime brings: its full declaration would replace the global types of Node.
declare module 'cloudflare:workers' {
  /** Keeps the request that is being served alive until the promise is settled. */
  export function waitUntil(promise: Promise<unknown>): void
  /** Called by other Workers through a binding that names it. */
  export abstract class WorkerEntrypoint<Env> {
    protected readonly env: Env
  }
}

declare module 'cloudflare:test' {
  export const env: {
    readonly ASSETS: import('@cloudflare/workers-types').Fetcher
    readonly ANSWERS: import('@cloudflare/workers-types').KVNamespace
    readonly SHOP: import('@cloudflare/workers-types').R2Bucket
  }
  export function createExecutionContext(): import('@cloudflare/workers-types').ExecutionContext
  /** Resolves when everything that was given to `waitUntil` has settled. */
  export function waitOnExecutionContext(context: import('@cloudflare/workers-types').ExecutionContext): Promise<void>
}
