import { SpellerError } from '../../speller/errors.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import { beforeAbort } from './deadline.ts'

/** Corrections by query (a query that is not in it stays as it is), or a function that answers whole requests. */
export type Script =
  | Readonly<Record<string, string>>
  | ((request: CorrectionRequest) => readonly Suggestion[] | Promise<readonly Suggestion[]>)

/** Says what it was told to: for tests and demonstrations. */
export function createScriptedCorrector(script: Script, id = 'scripted'): Corrector {
  const answer = typeof script === 'function' ? script : fromTable(new Map(Object.entries(script)))
  let isClosed = false
  return {
    id,
    async correct(request, signal) {
      if (isClosed) throw new SpellerError('corrector_failed', `${id} is closed; open it again`)
      return beforeAbort(async () => answer(request), signal)
    },
    async close() {
      isClosed = true
    },
  }
}

function fromTable(table: ReadonlyMap<string, string>) {
  return ({ query }: CorrectionRequest): readonly Suggestion[] => [
    { text: table.get(query) ?? query, source: 'greedy' },
  ]
}
