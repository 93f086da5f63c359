import { runQueryLogCommand } from './query-log-command.ts'

process.exitCode = await runQueryLogCommand({
  args: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
})
