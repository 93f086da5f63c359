import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SpellerError } from '../speller/errors.ts'

/**
 * The directory is there when it returns. Fails with `config_invalid` where it cannot be made. Makes one directory after another: Node's
 * own recursive way never ends where the system says of a child of an existing directory that it is not found, as `/proc` does.
 */
export function makeDataDir(dir: string): void {
  const missing: string[] = []
  for (let at = resolve(dir); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.push(at)
  try {
    for (const each of missing.reverse()) mkdirUnlessThere(each)
    if (!statSync(dir).isDirectory()) throw new Error('it is a file')
  } catch (cause) {
    const why = (cause as Error).message
    throw new SpellerError(
      'config_invalid',
      `QUERYMEND_DATA: ${dir} cannot be the data directory: ${why}; name one that this user may write to`,
      { cause },
    )
  }
}

function mkdirUnlessThere(dir: string): void {
  try {
    mkdirSync(dir)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
