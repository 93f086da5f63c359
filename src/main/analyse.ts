import { runAnalyseCommand } from './analyse-command.ts'
import { openExistingLog } from './existing-log.ts'
import { areKnown } from './known-terms.ts'

process.exitCode = await runAnalyseCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  now: () => new Date(),
  openLog: openExistingLog,
  areKnown,
})
