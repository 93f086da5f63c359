import { openExistingLog } from './existing-log.ts'
import { runExportFinetuneCommand } from './export-finetune-command.ts'

process.exitCode = await runExportFinetuneCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  openLog: openExistingLog,
})
