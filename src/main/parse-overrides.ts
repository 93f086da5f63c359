import { z } from 'zod'
import { SpellerError } from '../speller/errors.ts'
import { canonicalLocale } from '../speller/locale.ts'
import { normalise } from '../speller/normalise.ts'
import { compileOverrides, type OverrideRule, type Overrides } from '../speller/overrides.ts'
import { maxSpanTerms } from '../speller/spans.ts'

const locale = z.string().transform((tag, context) => {
  const known = canonicalLocale(tag)
  if (known === undefined) context.addIssue({ code: 'custom', message: 'no BCP 47 language tag, such as de or en-GB' })
  return known ?? z.NEVER
})
const shared = { locale: locale.optional(), note: z.string().optional() }
const text = z
  .string()
  .trim()
  .max(200)
  .refine((value) => normalise(value) !== '', { error: 'needs a letter or a digit' })
/** As long as a query's windows. */
const window = text.refine((value) => normalise(value).split(' ').length <= maxSpanTerms, {
  error: `more than ${maxSpanTerms} terms; a rule may be for ${maxSpanTerms} at most`,
})
const ruleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('protect'), term: text, ...shared }),
  z.strictObject({ rule: z.literal('map'), from: window, to: text, ...shared }),
  z.strictObject({ rule: z.literal('never'), term: text, ...shared }),
])

/** Reads rules, one JSON object a line; fails with `config_invalid`, naming file, line and field. Empty lines and a byte order mark are skipped. */
export function readOverrides(file: string, content: string): OverrideRule[] {
  return content
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((line, i) => {
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

/** The rules of a file's text; of undefined, where there is no file: none. Fails as `readOverrides`. */
export function parseOverrides(file: string, text: string | undefined): Overrides {
  return compileOverrides(text === undefined ? [] : readOverrides(file, text))
}
