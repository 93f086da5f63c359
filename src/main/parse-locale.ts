import { InvalidArgumentError } from 'commander'
import { canonicalLocale } from '../speller/locale.ts'

/** A language tag as an argument. */
export function parseLocale(tag: string): string {
  const locale = canonicalLocale(tag)
  if (locale === undefined) throw new InvalidArgumentError('It is no BCP 47 language tag, such as de or en-GB.')
  return locale
}
