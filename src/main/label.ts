import { openExistingLog } from './existing-log.ts'
import { runLabelCommand } from './label-command.ts'

process.exitCode = await runLabelCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  openLog: openExistingLog,
})
