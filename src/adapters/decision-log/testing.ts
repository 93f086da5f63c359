import { cp, mkdir, mkdtemp, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { beforeAll, inject } from 'vitest'
import { migratePglite } from './pglite.ts'

/**
 * Puts an empty database of the newest schema at `dataDir`, closed. Making one takes seconds of computing, so that the first call of a
 * test run does, and all copy what it made.
 */
export async function copyEmptyDatabase(dataDir: string): Promise<void> {
  const template = join(inject('runFolder'), 'pglite')
  const making = `${template}-making`
  const isMine = await mkdir(making).then(
    () => true,
    () => false,
  )
  if (isMine) {
    await migratePglite({ dataDir: join(making, 'database') })
    await rename(join(making, 'database'), template)
  }
  // another process makes it; the test's own timeout ends the wait for one that failed
  while (!(await exists(template))) await sleep(50)
  await cp(template, dataDir, { recursive: true })
}

let shared: Promise<PGlite> | undefined

async function openShared(): Promise<PGlite> {
  const dir = await mkdtemp(join(inject('runFolder'), 'database-'))
  await copyEmptyDatabase(join(dir, 'decisions'))
  return PGlite.create(join(dir, 'decisions'))
}

/**
 * A database of the newest schema, whose tables are empty before the tests of a file. The files of a process share it, since opening one takes
 * half a second of computing: none may close it, or change its schema. To be asked in tests and hooks.
 */
export function useEmptyDatabase(): () => PGlite {
  let client: PGlite
  beforeAll(async () => {
    client = await (shared ??= openShared())
    await client.exec('truncate decisions, feedback, labels restart identity')
  })
  return () => client
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
