import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { headFileOf } from './head-file.ts'
import { parseHead } from './parse-head.ts'
import { parseOverrides } from './parse-overrides.ts'
import { places } from './worker/places.ts'

/**
 * Override rules and head queries: files by the place where a Worker looks for them, undefined where there is none. Fails with
 * `config_invalid`, naming file and line, for one with a mistake: a Worker that starts with it answers nothing.
 */
export function shopTexts(config: Config): ReadonlyMap<string, string | undefined> {
  const checked = (place: string, file: string, parse: (file: string, text: string) => unknown) => {
    if (!existsSync(file)) return [place, undefined] as const
    parse(file, readFileSync(file, 'utf8'))
    return [place, file] as const
  }
  return new Map([
    checked(places.overrides, config.catalog.overrides, parseOverrides),
    checked(places.head, headFileOf(config), parseHead),
  ])
}

/** For whoever makes a Worker's files: that there are no rules among them; undefined where there are. */
export function noRules({ catalog }: Config): string | undefined {
  if (existsSync(catalog.overrides)) return undefined
  return `${catalog.overrides} is not there: the Worker gets no rules (QUERYMEND_OVERRIDES).`
}
