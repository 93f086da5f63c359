import { readFileSync, statSync } from 'node:fs'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides, type Overrides } from '../speller/overrides.ts'
import { readOverrides } from './parse-overrides.ts'

/** Least time between two looks at the file. */
const checkEveryMs = 250

/**
 * The rules of a file, read again when it changes, without a restart. A file that is absent means no rules. A first version
 * with a mistake fails; a later one is reported and the rules before it stay in force.
 */
export function watchOverrides(file: string, onError: (error: SpellerError) => void): () => Overrides {
  let seen = ''
  let checkedAt = -Infinity
  let current = compileOverrides([])
  const stampOf = () => {
    const stats = statSync(file, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}/${stats.size}/${stats.mtimeMs}`
  }
  const read = (stamp: string) => {
    seen = stamp
    current = compileOverrides(stamp === '' ? [] : readOverrides(file, readFileSync(file, 'utf8')))
  }
  read(stampOf())
  return () => {
    const now = performance.now()
    if (now - checkedAt < checkEveryMs) return current
    checkedAt = now
    try {
      const stamp = stampOf()
      if (stamp !== seen) read(stamp)
    } catch (error) {
      onError(
        error instanceof SpellerError
          ? error
          : new SpellerError('config_invalid', `${file} cannot be read; the former rules stay in force`, {
              cause: error,
            }),
      )
    }
    return current
  }
}
