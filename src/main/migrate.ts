import { join } from 'node:path'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { makeDataDir } from '../ingest/data-dir.ts'
import { runWithoutOptions } from './command.ts'
import { thisProcess } from './this-process.ts'

const command = new Command('migrate').description(
  'Brings the decision log up to date: that of DATABASE_URL, else the embedded one in QUERYMEND_DATA, which is made where there is none.',
)

process.exitCode = await runWithoutOptions(command, thisProcess, async () => {
  const { catalog, log } = loadConfig(process.env)
  if (log.databaseUrl === undefined) {
    makeDataDir(catalog.dataDir)
    const { migratePglite } = await import('../adapters/decision-log/pglite.ts')
    await migratePglite({ dataDir: join(catalog.dataDir, 'decisions') })
  } else {
    const { migratePostgres } = await import('../adapters/decision-log/postgres.ts')
    await migratePostgres({ url: log.databaseUrl })
  }
  process.stdout.write('The decision log is up to date.\n')
  return 0
})
