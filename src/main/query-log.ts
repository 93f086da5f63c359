import { runQueryLogCommand } from './query-log-command.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runQueryLogCommand({
  ...thisProcess,
})
