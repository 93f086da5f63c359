import type { CorrectorStatus, DecisionLog } from '../speller/ports.ts'
import type { Decision, FeedbackKind } from '../speller/types.ts'

export interface Answered {
  readonly method: string
  /** The route's pattern, or `other`: never text of the client. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** Where the edge counts. Nothing here throws. */
export interface Metrics {
  answered(request: Answered): void
  decided(decision: Decision): void
  fedBack(kind: FeedbackKind): void
  /** The exposition, with the records that the log holds and has dropped so far, and how each corrector does. */
  render(
    log: Pick<DecisionLog, 'dropped' | 'waiting'>,
    correctors?: readonly CorrectorStatus[],
  ): Promise<{ readonly contentType: string; readonly body: string }>
}

/** For runtimes without a metrics library: counts nothing. */
export function createSilentMetrics(): Metrics {
  return {
    answered() {},
    decided() {},
    fedBack() {},
    render: async () => ({ contentType: 'text/plain; charset=utf-8', body: '' }),
  }
}
