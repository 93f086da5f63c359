import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/**
 * The data directory is there, and this process may read it, and write into it where `isWritten`: without the embedded log a server only
 * writes what is changed at run time. Fails with `config_invalid`.
 */
export function makeDataDir(dir: string, isWritten = true): void {
  const isMade = !existsSync(dir)
  try {
    make(dir)
    if (!statSync(dir).isDirectory()) throw new Error('it is a file')
    accessSync(dir, constants.R_OK | constants.X_OK | (isWritten ? constants.W_OK : 0))
  } catch (cause) {
    const reason = (cause as Error).message
    const may = isMade ? 'make and write into' : isWritten ? 'write into' : 'read'
    const message = `QUERYMEND_DATA: ${dir} cannot be used (${reason}). Name a folder that this user may ${may}.`
    throw new SpellerError('config_invalid', message, { cause })
  }
}

/** A folder at a time: Node's recursive form never returns where a file system refuses with ENOENT, as /proc does. */
function make(dir: string): void {
  if (existsSync(dir)) return
  if (dirname(dir) !== dir) make(dirname(dir))
  try {
    mkdirSync(dir)
  } catch (error) {
    // another process was faster
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
