import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/** The data directory is there, and this process may write into it; fails with `config_invalid`. */
export function makeDataDir(dir: string): void {
  try {
    make(dir)
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const reason = (cause as Error).message
    const message = `QUERYMEND_DATA: ${dir} cannot be used (${reason}). Name a folder that this user may write into.`
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
