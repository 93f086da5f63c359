import { runAnalyseCommand } from './analyse-command.ts'
import { openExistingLog } from './existing-log.ts'
import { standingsOf } from './term-standings.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runAnalyseCommand({
  ...thisProcess,
  now: () => new Date(),
  openLog: openExistingLog,
  standingsOf,
})
