import { openExistingLog } from './existing-log.ts'
import { runExportFinetuneCommand } from './export-finetune-command.ts'
import { thisProcess } from './this-process.ts'

process.exitCode = await runExportFinetuneCommand({
  ...thisProcess,
  now: () => new Date(),
  openLog: openExistingLog,
})
