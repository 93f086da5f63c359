import { describe, expect, it } from 'vitest'
import { causeIn, repeated, type Outcome } from './stand-in.ts'

/** What wrangler wrote, without its colours, while PostgreSQL's side of each connection came 6.5 seconds late. */
const timedOut = `[wrangler:info] Ready on http://127.0.0.1:37465
[wrangler:info] GET /v1/correct 200 OK (13ms)
✘ [ERROR] {"message":"Writing 1 decisions failed","reason":"write CONNECT_TIMEOUT c4f4d9d3572aca0d41f66d74943c1930.hyperdrive.local:5432"}
✘ [ERROR] {"message":"after an answer","reason":"write CONNECT_TIMEOUT c4f4d9d3572aca0d41f66d74943c1930.hyperdrive.local:5432"}
`
/** How Node shows an error of a socket that nobody hears; composed, not recorded. */
const epipe = `[wrangler:info] Ready on http://127.0.0.1:37465
Error: write EPIPE
    at WriteWrap.onWriteComplete [as oncomplete] (node:internal/stream_base_commons:87:19) {
  errno: -32,
  code: 'EPIPE',
  syscall: 'write'
}
`
/** Composed. */
const ofTheWorker = `[wrangler:info] Ready on http://127.0.0.1:37465
✘ [ERROR] {"message":"Writing 1 decisions failed","reason":"relation \\"decisions\\" does not exist"}
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
