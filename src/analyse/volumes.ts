import type { Period } from '../speller/ports.ts'
import type { Verdict } from '../speller/types.ts'

type Counts = Readonly<Record<Verdict, number>>

const dayMs = 24 * 60 * 60 * 1000

/**
 * Every UTC day that the period touches, in order, also those without decisions, which may be outages. Of a log that is not older than the
 * period, from the day of its first decision on.
 */
export function volumesByDay(
  { from, until }: Period,
  counts: ReadonlyMap<string, Counts>,
  isOlder: boolean,
): readonly ({ readonly day: string } & Counts)[] {
  const days: ({ readonly day: string } & Counts)[] = []
  for (let time = from.getTime() - (from.getTime() % dayMs); time < until.getTime(); time += dayMs) {
    const day = new Date(time).toISOString().slice(0, 10)
    const found = counts.get(day)
    if (found || isOlder || days.length > 0) days.push({ day, ...(found ?? { keep: 0, suggest: 0, rewrite: 0 }) })
  }
  return days
}
