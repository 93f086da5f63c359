import { describe, expect, it } from 'vitest'
import { causeIn, repeated, type Outcome } from './stand-in.ts'

// of runs with a PostgreSQL that answers late; addresses shortened
const epipe = `Your Worker has access to the following bindings:
env.HYPERDRIVE (local)                           Hyperdrive Config      local
[wrangler:info] Ready on http://127.0.0.1:38121
node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: write EPIPE
    at WriteWrap.onWriteComplete [as oncomplete] (node:internal/stream_base_commons:87:19) {
  errno: -32,
  code: 'EPIPE',
  syscall: 'write'
}
`
const timedOut = `{"message":"the decision could not be logged","reason":"write CONNECT_TIMEOUT 0f3c.hyperdrive.local:5432"}`
const ofTheWorker = `[wrangler:info] Ready on http://127.0.0.1:38121
✘ [ERROR] Uncaught (in promise) PostgresError: relation "decisions" does not exist
[wrangler:info] GET /v1/correct 500 Internal Server Error (31ms)
`

/** Runs that fail with these outputs, in order, and hold afterwards; and what was said. */
async function outcomeOf(outputs: readonly string[], mostRuns: number) {
  const said: string[] = []
  let runs = 0
  const run = async (): Promise<Outcome> => (runs < outputs.length ? causeIn(outputs[runs++]!) : (runs++, 'holds'))
  const outcome = await repeated(run, mostRuns, (line) => said.push(line))
  return { outcome, runs, said }
}

describe('repeated', () => {
  it('takes a run again that the stand-in broke, and says so each time', async () => {
    expect(await outcomeOf([epipe, timedOut], 3)).toEqual({
      outcome: 'holds',
      runs: 3,
      said: [
        'The stand-in of Hyperdrive broke; run 2 of at most 3.\n',
        'The stand-in of Hyperdrive broke; run 3 of at most 3.\n',
      ],
    })
  })

  it('fails at the last run', async () => {
    expect(await outcomeOf([epipe, epipe, epipe], 3)).toMatchObject({ outcome: 'stand-in broke', runs: 3 })
    expect(await outcomeOf([epipe], 1)).toEqual({ outcome: 'stand-in broke', runs: 1, said: [] })
  })

  it('never repeats what is of the Worker', async () => {
    for (const output of [ofTheWorker, ''])
      expect(await outcomeOf([output], 3)).toEqual({ outcome: 'failed', runs: 1, said: [] })
  })
})
