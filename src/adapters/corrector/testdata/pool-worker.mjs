// A worker for the pool's own tests: it echoes, and does on request what a real one should never do.
import { parentPort, threadId, workerData } from 'node:worker_threads'

let seen = 0
parentPort.on('message', (message) => {
  if (message.close) return workerData.deaf ? undefined : parentPort.close()
  const { question } = message
  seen++
  if (question === 'crash') throw new Error('out of order')
  if (question === 'exit') process.exit(3)
  const refused = { code: 'corrector_failed', message: 'refused' }
  if (question === 'refuse') parentPort.postMessage({ failure: refused })
  else if (question === 'unanswerable') parentPort.postMessage({ failure: { ...refused, isUnanswerable: true } })
  else if (question === 'wait') setTimeout(() => parentPort.postMessage({ answer: 'waited' }), workerData.waitMs)
  else parentPort.postMessage({ answer: { thread: threadId, seen }[question] ?? question })
})
if (workerData.broken) {
  parentPort.postMessage({ failure: { code: 'model_invalid', message: 'no model' } })
  parentPort.close()
} else parentPort.postMessage({ ready: 'echo' })
