import { runGenerationsCommand } from './generations-command.ts'
import { openCatalogStore } from './wire-node.ts'

process.exitCode = await runGenerationsCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  openStore: openCatalogStore,
})
