import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/** Where work that does not fit in memory is put meanwhile. */
export interface SpillFolder {
  /** Runs work that writes, with the path of a new file. Fails with `config_invalid` where it cannot be written. */
  write(work: (path: string) => Promise<void>): Promise<string>
  /** Removes all of it; may be repeated. */
  close(): Promise<void>
}

/** A folder in that of the system (`TMPDIR`), made when it is first written to. */
export function createSpillFolder(): SpillFolder {
  let folder: string | undefined
  let files = 0
  return {
    async write(work) {
      try {
        folder ??= await mkdtemp(join(tmpdir(), 'querymend-spill-'))
        const path = join(folder, String(files++))
        await work(path)
        return path
      } catch (cause) {
        const message = `${tmpdir()}: cannot hold what does not fit in memory: ${(cause as Error).message}; set TMPDIR to a folder with room`
        throw new SpellerError('config_invalid', message, { cause })
      }
    },
    async close() {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
