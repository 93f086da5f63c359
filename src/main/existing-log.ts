import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import type { DecisionLog } from '../speller/ports.ts'

/**
 * The log of these settings, for whoever comes after the server. Makes none: fails with `config_invalid` where there is none,
 * with `log_in_use` while a server holds the embedded one. A PostgreSQL log is taken as it is, not migrated.
 */
export async function openExistingLog({ catalog, log }: Config): Promise<DecisionLog> {
  if (log.databaseUrl !== undefined) {
    const { openPostgresLog } = await import('../adapters/decision-log/postgres.ts')
    return openPostgresLog({ url: log.databaseUrl })
  }
  const dataDir = join(catalog.dataDir, 'decisions')
  if (!existsSync(dataDir)) {
    throw new SpellerError(
      'config_invalid',
      `There is no decision log in ${dataDir}; set QUERYMEND_DATA to the server's data directory, or DATABASE_URL.`,
    )
  }
  const { openPgliteLog } = await import('../adapters/decision-log/pglite.ts')
  return openPgliteLog({ dataDir })
}
