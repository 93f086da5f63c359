import { access, constants, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/**
 * Fails with `config_invalid` where files could not be written to a folder that may be made only later: asked before the work whose result
 * would be lost. Makes nothing.
 */
export async function checkWritable(folder: string): Promise<void> {
  try {
    const found = await nearestExisting(resolve(folder))
    if (!(await stat(found)).isDirectory()) throw new Error(`${found} is no folder`)
    await access(found, constants.W_OK)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${folder}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch (error) {
    const parent = dirname(path)
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') || parent === path) throw error
    return nearestExisting(parent)
  }
}
