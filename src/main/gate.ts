import { openExistingLog } from './existing-log.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { runGateCommand } from './gate-command.ts'
import { openGateSystems } from './gate-systems.ts'
import { openCatalogStore } from './wire-node.ts'

process.exitCode = await runGateCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  openLog: openExistingLog,
  openFeed: openFeedInMemory,
  openLive: async (config) => (await openCatalogStore(config)).open(),
  openSystems: openGateSystems,
})
