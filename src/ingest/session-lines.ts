/** Later searches belong to another intention. */
const sessionGapMs = 30 * 60_000

/** Milliseconds of the earliest time that a Date can hold, without the sign. */
const mostMs = 8.64e15
const digits = 16

/**
 * A search as a line: lines in the order of UTF-16 units are searches by session, then by time, then by `at`, their place in the log. `time`
 * is in milliseconds since 1970 and known; the query is normalised.
 */
export function sessionLine(session: string, time: number, at: number, query: string): string {
  const when = time < 0 ? `-${padded(mostMs + time)}` : `0${padded(time)}`
  return [JSON.stringify(session), when, padded(at), query].join('\t')
}

function padded(value: number): string {
  return String(value).padStart(digits, '0')
}

/** `previous` tab `query` for each two neighbours of a session that differ and lie within 30 minutes. */
export async function* adjacentQueries(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let before = { session: '', time: NaN, query: '' }
  for await (const line of lines) {
    const [session, when, , query] = line.split('\t') as [string, string, string, string]
    const time = when.startsWith('-') ? Number(when.slice(1)) - mostMs : Number(when)
    if (session === before.session && time - before.time <= sessionGapMs && query !== before.query)
      yield `${before.query}\t${query}`
    before = { session, time, query }
  }
}
