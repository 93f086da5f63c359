import { normalise, onOneLine } from '../speller/normalise.ts'
import { CountedTexts, ranked, type Counted } from './counted-texts.ts'
import { repairedTerms, type RepairedTerm } from './repaired-prefixes.ts'
import type { LoggedSearch } from './read-query-log.ts'
import { adjacentQueries, sessionLine } from './session-lines.ts'
import { SortedLines } from './sorted-lines.ts'
import { createSpillFolder, type SpillFolder } from './spill-folder.ts'

/** What a query log gives to the other commands; each list in a fixed order, whatever that of the log, and to be read as often as wanted. */
export interface QueryLogYield {
  readonly searches: number
  /** Queries with their popularity, the most popular first; of those that are normalised alike one, in the form of the most popular of them. */
  queries(): AsyncGenerator<{ readonly query: string; readonly count: number }>
  /** How often each slip was repaired, the most frequent first. */
  repairs(): AsyncGenerator<RepairedTerm & { readonly count: number }>
  /** A query and the next other one of its session, the most frequent first. */
  sessions(): AsyncGenerator<{ readonly previous: string; readonly query: string; readonly count: number }>
  /** Removes what lies in temporary files. */
  close(): Promise<void>
}

/** Lines of one table that lie in memory at once. */
const heldLines = 100_000

/**
 * Collects queries, slips and sessions. Queries that fewer than `minCount` searches share are left out of queries and sessions, for what few
 * type may say who they are. Of each table at most `held` lines are in memory, however long the log: the rest lies in temporary files.
 */
export async function collectQueryLog(
  searches: AsyncIterable<LoggedSearch>,
  minCount: number,
  held = heldLines,
): Promise<QueryLogYield> {
  const folder = createSpillFolder()
  try {
    return await collect(searches, minCount, folder, held)
  } catch (error) {
    await folder.close()
    throw error
  }
}

async function collect(
  searches: AsyncIterable<LoggedSearch>,
  minCount: number,
  folder: SpillFolder,
  held: number,
): Promise<QueryLogYield> {
  const counted = (together: (one: number, other: number) => number) => new CountedTexts(folder, held, together)
  // each row says how many searches share its query, so that a row of a query decides it
  const shared = counted(Math.max)
  // the same by query and form
  const forms = counted(Math.max)
  const repairs = counted(sum)
  const sessions = new SortedLines(folder, held)
  let total = 0
  for await (const { sessionId, prefixes, finalTerm, time, popularity } of searches) {
    total++
    for (const { typed, repaired } of repairedTerms(prefixes, finalTerm)) await repairs.add(`${typed}\t${repaired}`, 1)
    const query = normalise(finalTerm)
    if (query === '') continue
    if (popularity >= minCount) {
      await shared.add(query, popularity)
      await forms.add(`${query}\t${onOneLine(finalTerm).normalize('NFC')}`, popularity)
    }
    // a time that is not known never comes soon after another
    if (!Number.isNaN(time)) await sessions.add(sessionLine(sessionId, time, total, query))
  }
  const all = counted(sum)
  for await (const pair of adjacentQueries(sessions.sorted())) await all.add(pair, 1)
  // those of which both are shared, in two merges: once ordered by the first query and once by the second
  const turned = counted(sum)
  for await (const [pair, count] of whoseFirst(all, shared)) await turned.add(swapped(pair), count)
  const pairs = counted(sum)
  for await (const [pair, count] of whoseFirst(turned, shared)) await pairs.add(swapped(pair), count)

  return {
    searches: total,
    async *queries() {
      for await (const [text, count] of ranked(usualForms(forms), folder, held)) yield { query: parts(text)[1], count }
    },
    async *repairs() {
      for await (const [pair, count] of ranked(repairs.byText(), folder, held)) {
        const [typed, repaired] = parts(pair)
        yield { typed, repaired, count }
      }
    },
    async *sessions() {
      for await (const [pair, count] of ranked(pairs.byText(), folder, held)) {
        const [previous, query] = parts(pair)
        yield { previous, query, count }
      }
    },
    close: () => folder.close(),
  }
}

/** Of each query its form with the greatest count; of several the first in the order of UTF-16 units. */
async function* usualForms(forms: CountedTexts): AsyncGenerator<Counted> {
  let best: Counted | undefined
  for await (const form of forms.byText()) {
    if (best && parts(best[0])[0] !== parts(form[0])[0]) yield best
    else if (best && best[1] >= form[1]) continue
    best = form
  }
  if (best) yield best
}

/** The pairs whose first text is among the known ones. */
async function* whoseFirst(pairs: CountedTexts, known: CountedTexts): AsyncGenerator<Counted> {
  const wanted = known.byText()
  try {
    let next = await wanted.next()
    for await (const pair of pairs.byText()) {
      const [first] = parts(pair[0])
      while (!next.done && next.value[0] < first) next = await wanted.next()
      if (next.done) return
      if (next.value[0] === first) yield pair
    }
  } finally {
    await wanted.return(undefined)
  }
}

function swapped(pair: string): string {
  const [first, second] = parts(pair)
  return `${second}\t${first}`
}

function parts(pair: string): readonly [string, string] {
  const tab = pair.indexOf('\t')
  return [pair.slice(0, tab), pair.slice(tab + 1)]
}

function sum(one: number, other: number): number {
  return one + other
}
