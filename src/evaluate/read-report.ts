import { z } from 'zod'
import { SpellerError } from '../speller/errors.ts'
import type { PreviousReport } from './difference.ts'

const caseSchema = z.object({
  query: z.string(),
  golds: z.array(z.string()).min(1),
  locale: z.string().exactOptional(),
})
const systemSchema = z.object({ system: z.string(), searched: z.array(z.string().nullable()) })
const setSchema = z
  .object({ name: z.string(), cases: z.array(caseSchema), systems: z.array(systemSchema) })
  .refine(({ cases, systems }) => systems.every(({ searched }) => searched.length === cases.length), {
    error: 'the answers of a system are not as many as the cases',
  })
const reportSchema = z.object({
  at: z.string(),
  version: z.literal(2, { error: 'it must be 2; make the report again' }),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  sets: z.array(setSchema),
})

/** Reads report.json of an earlier run. Fails with `config_invalid`, naming file and place. */
export function readReport(path: string, content: string): PreviousReport {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${path}: no JSON: ${(cause as Error).message}`, { cause })
  }
  const parsed = reportSchema.safeParse(value)
  if (parsed.success) return parsed.data
  if (!isMaybeReport(value))
    throw new SpellerError(
      'config_invalid',
      `${path}: this is no report.json of npm run evaluate; give one that it wrote, such as eval/reports/<time>/report.json`,
    )
  const [issue] = parsed.error.issues
  const where = issue!.path.join('.')
  throw new SpellerError(
    'config_invalid',
    `${path}: no report of this program${where === '' ? '' : ` at ${where}`}: ${issue!.message}`,
    { cause: parsed.error },
  )
}

/** Of whatever version. */
function isMaybeReport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && 'sets' in value
}
