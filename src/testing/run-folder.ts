import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that all files of a run share, for what is dear to make; gone after the run. */
    runFolder: string
  }
}

export default async function makeRunFolder({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'querymend-tests-'))
  provide('runFolder', folder)
  return () => rm(folder, { recursive: true, force: true })
}
