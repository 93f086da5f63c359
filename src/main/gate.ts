import { openExistingLog } from './existing-log.ts'
import { openFeedInMemory } from './feed-in-memory.ts'
import { runGateCommand } from './gate-command.ts'
import { openGateSystems } from './gate-systems.ts'
import { thisProcess } from './this-process.ts'
import { openCatalogStore } from './wire-node.ts'

process.exitCode = await runGateCommand({
  ...thisProcess,
  now: () => new Date(),
  openLog: openExistingLog,
  openFeed: openFeedInMemory,
  openLive: async (config) => (await openCatalogStore(config)).open(),
  openSystems: openGateSystems,
})
