import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What stands under `wrangler dev` for services of an account. */
export interface Stands {
  /** Of the database behind the binding HYPERDRIVE, for which wrangler has a stand-in; absent: no such binding. */
  readonly hyperdriveUrl?: string
  /** Where the fake Workers AI behind the binding AI passes its questions on (`fake-ai.ts`); absent: no such binding. */
  readonly aiUrl?: string
}

/** Files for `--config`, in `dist/`; none where `wrangler.toml` is enough. */
export function configsWith({ hyperdriveUrl, aiUrl }: Stands): readonly string[] {
  if (hyperdriveUrl === undefined && aiUrl === undefined) return []
  const hyperdrive = hyperdriveUrl === undefined ? '' : '\n[[hyperdrive]]\nbinding = "HYPERDRIVE"\nid = "local"\n'
  const ai = aiUrl === undefined ? '' : '\n[[services]]\nbinding = "AI"\nservice = "fake-ai"\nentrypoint = "FakeAi"\n'
  const own = readFileSync('wrangler.toml', 'utf8')
    .replaceAll('main = "src/', 'main = "../src/')
    .replace('directory = "dist/', 'directory = "')
    // a real binding takes a signal; one that calls another Worker does so with this flag only
    .replace('["nodejs_compat"]', aiUrl === undefined ? '["nodejs_compat"]' : `["nodejs_compat", "${signals}"]`)
  const files = [written('wrangler-stands.toml', `${own}${hyperdrive}${ai}`)]
  return aiUrl === undefined ? files : [...files, written('wrangler-fake-ai.toml', fakeAi(aiUrl))]
}

const signals = 'enable_abortsignal_rpc'

function fakeAi(url: string): string {
  return `name = "fake-ai"
main = "../src/main/worker/testing/fake-ai.ts"
compatibility_date = "2026-04-01"
compatibility_flags = ["${signals}"]

[vars]
URL = ${JSON.stringify(url)}
`
}

/** From `dist/` its paths lead. */
function written(name: string, text: string): string {
  const file = join('dist', name)
  writeFileSync(file, text)
  return file
}

/** The stand-in refuses an address without a password, also of a database that asks for none. */
export function withPassword(address: string): string {
  const url = new URL(address)
  url.password ||= 'none'
  return url.href
}
