import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import type { OnnxOptions } from './onnx-inline.ts'
import { openWorkerPool } from './worker-pool.ts'

export interface OnnxCorrectorOptions extends OnnxOptions {
  /** Threads; each opens the model for itself and answers one request at a time. */
  readonly workers: number
}

const script = new URL('./onnx-worker.mjs', import.meta.url)

/** The embedded model in worker threads, since a run of it blocks its thread. Own answer first, then every draft scored. */
export async function openOnnxCorrector({ workers, ...data }: OnnxCorrectorOptions): Promise<Corrector> {
  const pool = await openWorkerPool<CorrectionRequest, readonly Suggestion[]>({ script, data, workers })
  return {
    id: pool.ready,
    correct: (request, signal) => pool.ask(request, signal),
    close: () => pool.close(),
  }
}
