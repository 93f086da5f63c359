import { runAnalyseCommand } from './analyse-command.ts'
import { openExistingLog } from './existing-log.ts'
import { areKnown } from './known-terms.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runAnalyseCommand({
  ...thisProcess,
  now: () => new Date(),
  openLog: openExistingLog,
  areKnown,
})
