import { InvalidArgumentError, Option } from 'commander'
import type { Period } from '../speller/ports.ts'

const hours = { h: 1, d: 24, w: 168 } as const
const hourMs = 3_600_000
/** No log is older, and databases count no years like 100,000. */
const mostAgoMs = 100 * 365 * 24 * hourMs
const earliest = Date.UTC(1970, 0)

/** A point in time as written on the command line: a date or an instant in ISO 8601, or so many hours, days or weeks ago. */
export type Moment = { readonly at: Date } | { readonly agoMs: number }

/** Dates without a time are the beginning of that day in UTC. */
export function parseMoment(text: string): Moment {
  const ago = /^(\d{1,5})([hdw])$/.exec(text)
  if (ago) {
    const agoMs = Number(ago[1]) * hours[ago[2] as keyof typeof hours] * hourMs
    if (agoMs > 0 && agoMs <= mostAgoMs) return { agoMs }
  }
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  const at = day !== undefined && isDay(day) ? new Date(text) : undefined
  if (at === undefined || !(at.getTime() >= earliest)) {
    throw new InvalidArgumentError(
      'Write 7d, 12h or 2w, a date such as 2026-01-31, or an instant such as 2026-01-31T08:00Z.',
    )
  }
  return { at }
}

/** Dates roll over: of the 30th of February they make the 2nd of March. */
function isDay(text: string): boolean {
  const day = new Date(text)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** `--since`, whose help shows the default as a person would write it. */
export function sinceOption(about: string, standard: string): Option {
  return new Option('--since <moment>', about).argParser(parseMoment).default(parseMoment(standard), standard)
}

/** `since` counts back from `until`, and `until` from now. Undefined where it holds no time. */
export function periodOf(since: Moment, until: Moment | undefined, now: Date): Period | undefined {
  const back = (moment: Moment, from: Date) => ('at' in moment ? moment.at : new Date(from.getTime() - moment.agoMs))
  const end = until ? back(until, now) : now
  const from = back(since, end)
  return from < end ? { from, until: end } : undefined
}
