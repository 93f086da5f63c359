/** What a command is given when it runs as a process of its own; tests give it something else. */
export const thisProcess = {
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
}
