export type Outcome = 'holds' | 'stand-in broke' | 'failed'

/**
 * The stand-in of Hyperdrive hears no errors of its sockets: a reply of PostgreSQL to a connection that was given up, as on a busy
 * machine, is an uncaught EPIPE, of which a few end wrangler.
 */
const signs = /code: 'E(?:PIPE|CONNRESET)'|CONNECT_TIMEOUT \S+\.hyperdrive\.local/

/** Why a run failed, by what wrangler wrote during it. */
export function causeIn(output: string): Exclude<Outcome, 'holds'> {
  return signs.test(output) ? 'stand-in broke' : 'failed'
}

/** The last outcome. A run is repeated, and that is said, only where the stand-in broke, which says nothing about the Worker. */
export async function repeated(
  run: () => Promise<Outcome>,
  mostRuns: number,
  say: (line: string) => void,
): Promise<Outcome> {
  for (let runs = 1; ; runs++) {
    const outcome = await run()
    if (outcome !== 'stand-in broke' || runs >= mostRuns) return outcome
    say(`The stand-in of Hyperdrive broke; run ${runs + 1} of at most ${mostRuns}.\n`)
  }
}
