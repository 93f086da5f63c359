import { runGenerationsCommand } from './generations-command.ts'
import { thisProcess } from './this-process.ts'
import { openCatalogStore } from './wire-node.ts'

process.exitCode = await runGenerationsCommand({
  ...thisProcess,
  openStore: openCatalogStore,
})
