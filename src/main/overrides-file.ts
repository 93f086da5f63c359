import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { SpellerError } from '../speller/errors.ts'
import { compileOverrides, type OverrideRule, type Overrides } from '../speller/overrides.ts'

const shared = { locale: z.string().optional(), note: z.string().optional() }
const text = z.string().trim().min(1).max(200)
const ruleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('protect'), term: text, ...shared }),
  z.strictObject({ rule: z.literal('map'), from: text, to: text, ...shared }),
  z.strictObject({ rule: z.literal('never'), term: text, ...shared }),
])

/** Reads rules, one JSON object a line; fails with `config_invalid`, naming file, line and field. Empty lines are skipped. */
export function readOverrides(file: string, content: string): OverrideRule[] {
  return content.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (cause) {
      throw new SpellerError('config_invalid', `${file}:${i + 1}: not a JSON object`, { cause })
    }
    const parsed = ruleSchema.safeParse(value)
    if (parsed.success) return [parsed.data as OverrideRule]
    const issue = parsed.error.issues[0]!
    throw new SpellerError('config_invalid', `${file}:${i + 1}: ${issue.path.join('.') || 'rule'}: ${issue.message}`)
  })
}

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
