import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadConfig } from '../config.ts'
import { main, serveUntilStopped } from './serve.ts'

// The whole job on one machine: ingest the feed unless it is live already, bring the log up to date, then serve. The first
// two run in processes of their own, so that the server does not keep the memory they took.

/** Exit code of a program of this folder, run as this one was. */
function run(program: string, args: readonly string[] = []): Promise<number> {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

await main(async () => {
  const config = loadConfig(process.env)
  if (existsSync(config.catalog.file)) {
    const code = await run('./ingest.ts', [config.catalog.file])
    if (code !== 0) {
      process.exitCode = code
      return
    }
  } else process.stderr.write(`${config.catalog.file} is not there; serving what is in the catalog already.\n`)
  const code = await run('./migrate.ts')
  if (code !== 0) {
    process.exitCode = code
    return
  }
  await serveUntilStopped(config)
})
