import { z } from 'zod'
import { SpellerError } from '../../speller/errors.ts'
import { nameKey } from '../../speller/rank-hits.ts'
import type { Name } from '../../speller/types.ts'
import { type LiveChange, type LiveNames, noGeneration } from './live-names.ts'

const changeSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('upsert'),
    names: z.array(
      z.object({
        text: z.string(),
        form: z.string().min(1),
        kind: z.enum(['brand', 'line', 'query', 'phrase', 'term']),
        count: z.number().positive(),
        locale: z.string().optional(),
      }),
    ),
  }),
  z.object({ op: z.literal('remove'), forms: z.array(z.string()), generation: z.string() }),
])

/**
 * Applies the changes of whole lines to what is known of a generation, and returns the number of lines. Empty ones are none;
 * a broken one fails with `catalog_invalid`, with its file and line: `lines` come before these.
 */
export function applyChanges(
  live: LiveNames,
  text: string,
  generation: string,
  { file, lines }: { readonly file: string; readonly lines: number },
): number {
  const all = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  all.forEach((line, i) => {
    if (line !== '') live.apply(parseChange(line, `${file}:${lines + i + 1}`), generation)
  })
  return all.length
}

function parseChange(line: string, place: string): LiveChange {
  const refused = (why: string, cause: unknown) =>
    new SpellerError('catalog_invalid', `${place} is not a change of names: ${why}. Remove the line.`, { cause })
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw refused('no JSON', cause)
  }
  const parsed = changeSchema.safeParse(value)
  if (parsed.success) return parsed.data as LiveChange
  const issue = parsed.error.issues[0]!
  throw refused(`${issue.path.map((part) => `${String(part)}: `).join('')}${issue.message}`, parsed.error)
}

/**
 * What of a change is news to the names so far: undefined for none. `mayHold` says whether a form may be a name of some generation; of
 * one that is none the removal changes nothing.
 */
export function newsOf(
  change: LiveChange,
  live: LiveNames,
  mayHold: (form: string) => boolean = () => true,
): LiveChange | undefined {
  if (change.op === 'upsert') {
    const last = new Map(change.names.map((name) => [nameKey(name), name]))
    const names = [...last.values()].filter((name) => !isSame(name, live.names.get(nameKey(name))))
    return names.length === 0 ? undefined : { op: 'upsert', names }
  }
  const { generation } = change
  const isNews = (form: string) =>
    live.count(form) > 0 ||
    (generation !== noGeneration && (live.removals.get(form) ?? '') < generation && mayHold(form))
  const forms = [...new Set(change.forms)].filter(isNews)
  return forms.length === 0 ? undefined : { op: 'remove', forms, generation }
}

function isSame(a: Name, b: Name | undefined): boolean {
  return b !== undefined && a.text === b.text && a.kind === b.kind && a.count === b.count
}

const namesPerLine = 500

/**
 * The fewest lines that come to the same names, for generations from `oldest` on; without it, no removal of a generation's names counts. The first
 * line is unlike that of any other text.
 */
export function compacted(live: LiveNames, oldest: string | undefined): string {
  const byGeneration = new Map<string, string[]>()
  for (const [form, generation] of live.removals) {
    if (oldest === undefined || generation < oldest) continue
    const forms = byGeneration.get(generation)
    if (forms) forms.push(form)
    else byGeneration.set(generation, [form])
  }
  const names = [...live.names.values()].map(({ isAdded: _, ...name }) => name)
  const lines: (LiveChange & { readonly mark?: string })[] = [
    { mark: crypto.randomUUID(), op: 'remove', forms: [], generation: noGeneration },
    ...[...byGeneration].map(([generation, forms]): LiveChange => ({ op: 'remove', forms, generation })),
  ]
  for (let at = 0; at < names.length; at += namesPerLine)
    lines.push({ op: 'upsert', names: names.slice(at, at + namesPerLine) })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}
