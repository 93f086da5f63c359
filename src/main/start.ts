import { existsSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { runIngestCommand } from './ingest-command.ts'
import { main, serveUntilStopped } from './serve.ts'
import { openCatalogStore } from './wire-node.ts'

// The whole job on one machine: ingest the feed unless it is live already, then serve.

await main(async () => {
  const config = loadConfig(process.env)
  if (existsSync(config.catalog.file)) {
    const code = await runIngestCommand({
      args: [config.catalog.file],
      env: process.env,
      stdout: process.stdout,
      stderr: process.stderr,
      openStore: openCatalogStore,
    })
    if (code !== 0) {
      process.exitCode = code
      return
    }
  } else process.stderr.write(`${config.catalog.file} is not there; serving what is in the catalog already.\n`)
  await serveUntilStopped(config)
})
