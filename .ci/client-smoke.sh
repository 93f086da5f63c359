#!/usr/bin/env bash
# The packed client in a fresh project: installed without a network, imported by Node, types checked as strictly as can be,
# the InstantSearch example with it.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
packed=$root/$(npm run --silent client:pack)
project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
cp examples/instantsearch/{search-client,correction-widget}.ts "$project"
cd "$project"
echo '{"type": "module", "private": true}' >package.json
npm install --offline --silent "$packed"
[ "$(ls node_modules)" = querymend ]

cat >use.ts <<'TS'
import { createClient, type Client, type Decision, type Verdict } from 'querymend/client'
const client: Client = createClient('http://127.0.0.1:9', { timeoutMs: 300, onError: () => undefined })
const { applied, suggested, decision } = await client.correct('nikee', { mode: 'suggest', k: 3 })
export const texts: readonly (string | undefined)[] = [applied, suggested, decision?.edits[0]?.to]
export const verdict: Verdict | undefined = (decision satisfies Decision | undefined)?.verdict
// @ts-expect-error no such kind of feedback
const told: boolean = await client.feedback('id', 'bought')
if (applied !== 'nikee' || told) throw new Error('a server that is down changed something')
TS
tsc=("$root/node_modules/.bin/tsc" --strict --exactOptionalPropertyTypes --skipLibCheck false --target es2022
  --lib es2022,dom,dom.iterable --ignoreConfig)
"${tsc[@]}" --module nodenext --outDir out use.ts
"${tsc[@]}" --module esnext --moduleResolution bundler --noEmit --allowImportingTsExtensions use.ts search-client.ts correction-widget.ts
node out/use.js
node -e "import('querymend/client').then(({ createClient }) => createClient(''))"
echo 'The packed client holds.'
