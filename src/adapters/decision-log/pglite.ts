import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { SpellerError } from '../../speller/errors.ts'
import type { DecisionLog } from '../../speller/ports.ts'
import { createDrizzleLog } from './drizzle-log.ts'
import { takeLock } from './lock.ts'
import { migrationsFolder } from './migrations.ts'
import { withoutValues } from './statement-error.ts'
import type { WriterOptions } from './writer.ts'

/** A directory of one process at a time, or the memory of this one. */
export type PglitePlace = { readonly dataDir: string } | { readonly memory: true }

/** Creates and migrates the database where needed. About 3 s for a new one, 0.2 s for a directory that exists. */
export async function openPgliteLog(place: PglitePlace, options?: WriterOptions): Promise<DecisionLog> {
  const { client, release } = await openClient(place)
  return createDrizzleLog(drizzle(client), release, options)
}

/** Brings the database to the newest schema and closes it. */
export async function migratePglite(place: PglitePlace): Promise<void> {
  const { release } = await openClient(place)
  await release()
}

async function openClient(place: PglitePlace) {
  const dataDir = 'dataDir' in place ? place.dataDir : undefined
  try {
    const unlock = dataDir === undefined ? async () => {} : await takeLock(`${dataDir}.lock`)
    let client: PGlite | undefined
    try {
      client = dataDir === undefined ? await PGlite.create() : await PGlite.create(dataDir)
      await migrate(drizzle(client), { migrationsFolder })
    } catch (error) {
      await client?.close()
      await unlock()
      throw error
    }
    const opened = client
    return { client: opened, release: () => opened.close().finally(unlock) }
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    const told = withoutValues(cause)
    throw new SpellerError('log_failed', `The decision log in ${dataDir ?? 'memory'} cannot be opened: ${why(told)}`, {
      cause: told,
    })
  }
}

/** Of Node and PostgreSQL. */
const noSpace: ReadonlySet<string | undefined> = new Set(['ENOSPC', '53100'])
/** Of WASI: PGlite's file system fails with numbers, without a message. */
const noSpaceErrno = 51

function why(cause: unknown): string {
  const { code, errno, message } = cause as { code?: string; errno?: number; message?: string }
  if (noSpace.has(code) || (message === undefined && errno === noSpaceErrno))
    return 'no space is left there. Free some, or name a folder of another disk in QUERYMEND_DATA.'
  return message ?? `its files cannot be used (WASI error ${errno})`
}
