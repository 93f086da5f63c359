import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, ownRules, sampleCatalog } from '../config.ts'

/** The rules that belong to the sample catalog, and would be wrong for another. */
const sampleRules = 'catalog/sample-overrides.jsonl'

/** What to warn of where the settings name a rules file that is not there. Undefined for a shop that names none and has none. */
export function missingRules({ catalog: { overrides } }: Config): string | undefined {
  if (overrides === ownRules || existsSync(overrides)) return undefined
  return `${overrides} is not there: no rules protect, map or never (QUERYMEND_OVERRIDES)`
}

/** The rules file to start with: the sample's own where the sample is what is started, and the shop has no rules. */
export function rulesToStartWith({ catalog: { file, overrides } }: Config): string {
  const isSample = resolve(file) === resolve(sampleCatalog)
  return isSample && overrides === ownRules && !existsSync(overrides) ? sampleRules : overrides
}
