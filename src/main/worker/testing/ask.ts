import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import { createMemoryLog } from '../../../adapters/decision-log/memory.ts'
import { createShortLivedLog } from '../../../adapters/decision-log/short-lived.ts'
import type { Bindings } from '../bindings.ts'
import { createWorker, type WorkerParts } from '../serve.ts'

export type Variables = Readonly<Record<string, string>>

/** The files of the tests' deployment but for some, by their places. */
export function assetsWithout(places: RegExp): Bindings['ASSETS'] {
  const fetch = async (address: string) =>
    places.test(new URL(address).pathname) ? new Response('', { status: 404 }) : env.ASSETS.fetch(address)
  return { fetch } as unknown as Bindings['ASSETS']
}

/** A Worker as an isolate of its own, with a log in memory, and what it is asked of. */
export function openWorker(
  variables: Variables,
  { bindings = {}, ...parts }: WorkerParts & { readonly bindings?: Partial<Bindings> } = {},
) {
  const log = createMemoryLog()
  let opened = 0
  const shortLived = createShortLivedLog(async () => {
    opened++
    return { ...log, dropped: 0, takeFeedback: () => [], hold: () => undefined, close: async () => undefined }
  })
  const asked = askOf(createWorker({ openLog: () => shortLived, ...parts }), variables, bindings)
  return { ...asked, log, opened: () => opened }
}

/** The same of any Worker. */
export function askOf(worker: ReturnType<typeof createWorker>, variables: Variables, bindings: Partial<Bindings> = {}) {
  const all = { ASSETS: env.ASSETS, QUERYMEND_CORRECTOR: 'none', ...variables, ...bindings } as Bindings
  /** The answer, when everything after it is done, too. */
  async function send(path: string, init?: RequestInit): Promise<Response> {
    const context = createExecutionContext()
    const response = await worker.fetch(new Request(`https://shop.example${path}`, init), all, context)
    await waitOnExecutionContext(context)
    return response
  }
  async function json<Body>(path: string, init?: RequestInit): Promise<Body> {
    return (await (await send(path, init)).json()) as Body
  }
  return { send, json }
}
