import { existsSync, readFileSync } from 'node:fs'
import type { BrandRuling } from '../ingest/brand-review.ts'
import { joined, normalise } from '../speller/normalise.ts'
import type { OverrideRule } from '../speller/overrides.ts'
import { readOverrides } from './parse-overrides.ts'

/** What the shop's rules in a file say about brands. Fails with `config_invalid` on a rule with a mistake; without a file there are none. */
export function readBrandRulings(overridesFile: string): BrandRuling[] {
  return existsSync(overridesFile)
    ? brandRulingsOf(readOverrides(overridesFile, readFileSync(overridesFile, 'utf8')))
    : []
}

/** What override rules say about brands: a protected term is one, what is mapped to something else is none. */
export function brandRulingsOf(rules: readonly OverrideRule[]): BrandRuling[] {
  return rules.flatMap((rule) => {
    if (rule.rule === 'never') return []
    const form = joined(normalise(rule.rule === 'protect' ? rule.term : rule.from))
    return [{ form, isBrand: rule.rule === 'protect', ...(rule.locale === undefined ? {} : { locale: rule.locale }) }]
  })
}
