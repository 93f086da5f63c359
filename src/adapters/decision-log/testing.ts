import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, inject } from 'vitest'
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

/** An empty database of the newest schema for the tests of a file, closed and gone after them. To be asked in tests and hooks. */
export function useEmptyDatabase(): () => PGlite {
  let dir: string
  let client: PGlite
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'querymend-database-'))
    await copyEmptyDatabase(join(dir, 'decisions'))
    client = await PGlite.create(join(dir, 'decisions'))
  })
  afterAll(async () => {
    await client.close()
    await rm(dir, { recursive: true })
  })
  return () => client
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
