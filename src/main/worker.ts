import { createWorker } from './worker/serve.ts'

export default createWorker()
