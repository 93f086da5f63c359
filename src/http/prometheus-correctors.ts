import { Counter, Gauge, type Registry } from 'prom-client'
import type { CorrectorStatus } from '../speller/ports.ts'

const states: readonly CorrectorStatus['state'][] = ['closed', 'open', 'half_open', 'spent']

/** Metrics of the chain of correctors, by its steps, set anew from what it says of itself whenever they are read. */
export function createCorrectorMetrics(registry: Registry) {
  const registers = [registry]
  const counter = (name: string, help: string, ...labels: string[]) =>
    new Counter({ name: `querymend_corrector_${name}`, help, labelNames: ['corrector', ...labels], registers })
  const gauge = (name: string, help: string, ...labels: string[]) =>
    new Gauge({ name: `querymend_corrector_${name}`, help, labelNames: ['corrector', ...labels], registers })

  const questions = counter('questions_total', 'Questions by what became of them', 'outcome')
  const state = gauge('state', '1 for the state of the circuit breaker, or for a spent budget', 'state')
  const tokens = counter('tokens_total', 'Tokens of paid answers', 'direction')
  const cost = counter('cost_total', 'Cost of paid answers, in the currency of the prices')
  const today = gauge('cost_today', 'Cost since midnight UTC')
  const perThousand = gauge('cost_per_thousand_answers', 'Mean cost of a thousand paid answers')
  const all = [questions, state, tokens, cost, today, perThousand]

  return (correctors: readonly CorrectorStatus[]): void => {
    for (const metric of all) metric.reset()
    for (const { step: corrector, state: current, answered, failed, skipped, spending } of correctors) {
      for (const [outcome, count] of Object.entries({ answered, failed, skipped }))
        questions.inc({ corrector, outcome }, count)
      for (const one of states) state.set({ corrector, state: one }, one === current ? 1 : 0)
      if (!spending) continue
      tokens.inc({ corrector, direction: 'input' }, spending.inputTokens)
      tokens.inc({ corrector, direction: 'output' }, spending.outputTokens)
      cost.inc({ corrector }, spending.cost)
      today.set({ corrector }, spending.today)
      if (spending.answers > 0) perThousand.set({ corrector }, (1000 * spending.cost) / spending.answers)
    }
  }
}
