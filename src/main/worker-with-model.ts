import { openModel } from './worker/model.ts'
import { createWorker } from './worker/serve.ts'

export default createWorker({ openModel })
