import { createNoLog } from '../adapters/decision-log/none.ts'
import { createSpeller, type SpellerDeps } from '../speller/speller.ts'

/** Of all that a query may be: misspelled, joined, split, cut, with numbers, of many terms, of one, right. */
const queries = [
  'runing shose',
  'blak womans jackt',
  'nikee air max 90',
  'stainles steal watter bottel',
  'redbul',
  'lap top stand',
  'kitchnknife',
  'wireles headpones',
  'shampo for curly hair',
  'iphne 12 case',
  'sony',
  'adidsa superstr whte',
  'garden hose 25m',
  'coffe machin',
  'womens trousers',
  'bluetoth speker waterprof',
]

/**
 * Asks what a server's shoppers would: the first queries of a process take it longer than later ones. Nothing is logged and no
 * corrector is asked, since some are paid for. Ends within `mostMs` and the time of one query; never fails.
 */
export async function warmUp(deps: SpellerDeps, mostMs = 2_000): Promise<void> {
  const { corrector: _, head: __, onError: ___, onDecision: ____, ...rest } = deps
  const speller = createSpeller({ ...rest, log: createNoLog() })
  const until = performance.now() + mostMs
  for (let round = 0; round < 2; round++)
    for (const query of queries) {
      if (performance.now() > until) return
      await speller.correct(query)
    }
}
