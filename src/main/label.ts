import { openExistingLog } from './existing-log.ts'
import { runLabelCommand } from './label-command.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runLabelCommand({
  ...thisProcess,
  now: () => new Date(),
  openLog: openExistingLog,
})
