import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { makeDataDir } from '../ingest/data-dir.ts'
import { main } from './serve.ts'

await main(async () => {
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
})
