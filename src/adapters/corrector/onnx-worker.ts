import { parentPort, workerData } from 'node:worker_threads'
import { SpellerError, Unanswerable } from '../../speller/errors.ts'
import type { CorrectionRequest, Corrector, Suggestion } from '../../speller/ports.ts'
import { openInlineOnnxCorrector, type OnnxOptions } from './onnx-inline.ts'
import type { FromWorker, ToWorker } from './worker-pool.ts'

const port = parentPort!
const send = (message: FromWorker<readonly Suggestion[]>) => port.postMessage(message)

/** The first question takes longer than later ones, which no shopper should wait for. Fails where the model does. */
async function warmUp(corrector: Corrector): Promise<void> {
  const context = ['running', 'shoes'].map((text) => ({ text, form: text, kind: 'term' as const, count: 1 }))
  const drafts = ['running shoes', 'runing shose']
  for (const some of [drafts, drafts.slice(1)])
    await corrector.correct({ query: 'runing shose', context, drafts: some, previous: [] })
}

/** Any other error is a bug: it ends this worker, and with it the question. */
function sendFailure(error: unknown): void {
  if (!(error instanceof SpellerError)) throw error
  const { code, message } = error
  send({ failure: { code, message, isUnanswerable: error instanceof Unanswerable } })
}

try {
  const corrector = await openInlineOnnxCorrector(workerData as OnnxOptions)
  const answer = async (request: CorrectionRequest) => {
    try {
      send({ answer: await corrector.correct(request) })
    } catch (error) {
      sendFailure(error)
    }
  }
  const close = async () => {
    await corrector.close()
    port.close()
  }
  port.on('message', (message: ToWorker<CorrectionRequest>) => {
    void ('close' in message ? close() : answer(message.question))
  })
  await warmUp(corrector)
  send({ ready: corrector.id })
} catch (error) {
  sendFailure(error)
  port.close()
}
