import { readFileSync, statSync } from 'node:fs'
import { SpellerError } from '../speller/errors.ts'

/** Least time between two looks at the file. */
const checkEveryMs = 250

export interface WatchedFile<Content> {
  readonly file: string
  /** Of the file's text; of undefined where there is no file. Fails with `config_invalid`. */
  readonly parse: (text: string | undefined) => Content
  /** Told of a later version that cannot be read, and of a file that is gone. */
  readonly onError: (error: SpellerError) => void
}

/**
 * What the file holds, read again when it changes, without a restart. A first version with a mistake fails; a later one is
 * reported, and what was read before stays in force. A file that goes is reported, and holds nothing from then on.
 */
export function watchFile<Content>({ file, parse, onError }: WatchedFile<Content>): () => Content {
  let checkedAt = -Infinity
  const stampOf = () => {
    const stats = statSync(file, { throwIfNoEntry: false })
    return stats === undefined ? '' : `${stats.ino}/${stats.size}/${stats.mtimeMs}`
  }
  const read = (stamp: string) => parse(stamp === '' ? undefined : readFileSync(file, 'utf8'))
  let seen = stampOf()
  let current = read(seen)
  return () => {
    const now = performance.now()
    if (now - checkedAt < checkEveryMs) return current
    checkedAt = now
    try {
      const stamp = stampOf()
      if (stamp === seen) return current
      const wasThere = seen !== ''
      seen = stamp
      current = read(stamp)
      if (wasThere && stamp === '')
        onError(new SpellerError('config_invalid', `${file} is gone; nothing that it said holds until it is back`))
    } catch (error) {
      const cause = error instanceof SpellerError ? error : undefined
      const what = cause?.message ?? `${file} cannot be read`
      onError(
        new SpellerError(cause?.code ?? 'config_invalid', `${what}; what was read before stays in force`, {
          cause: error,
        }),
      )
    }
    return current
  }
}
