import { describeDecisionLog } from './contract.ts'
import { createMemoryLog } from './memory.ts'

describeDecisionLog('memory', async (options) => ({ log: createMemoryLog(options) }), [
  { reason: 'nothing outlives the process', tests: ['reopening'] },
  { reason: 'there is no database to fail or refuse', tests: ['failing'] },
])
