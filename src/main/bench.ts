import { runBenchCommand } from './bench/bench-command.ts'

process.exitCode = await runBenchCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
})
