import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { headFileOf } from './head-file.ts'
import { parseHead } from './parse-head.ts'
import { parseOverrides } from './parse-overrides.ts'
import { pathOf } from './worker/files.ts'

/**
 * Override rules and head queries: files by the path under which a Worker looks for them, undefined where there is none. Fails with
 * `config_invalid`, naming file and line, for one with a mistake: a Worker that starts with it answers nothing.
 */
export function shopTexts(config: Config): ReadonlyMap<string, string | undefined> {
  const checked = (file: string, parse: (file: string, text: string) => unknown) => {
    if (!existsSync(file)) return [pathOf(file), undefined] as const
    parse(file, readFileSync(file, 'utf8'))
    return [pathOf(file), file] as const
  }
  return new Map([checked(config.catalog.overrides, parseOverrides), checked(headFileOf(config), parseHead)])
}
