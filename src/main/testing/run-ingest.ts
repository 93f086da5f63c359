import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createFileStore } from '../../ingest/testing/file-store.ts'
import { type CommandContext, runIngestCommand } from '../ingest-command.ts'

/** Runs the command with its data and its store, in a file, in a folder, which stands for DIR in the arguments. */
export async function runIngest(
  dir: string,
  args: readonly string[],
  context: Partial<CommandContext> & { readonly isTTY?: boolean } = {},
) {
  const written = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          written[name] += String(chunk)
          done()
        },
      }),
      // What a progress bar asks of a terminal.
      context.isTTY ? { isTTY: true, columns: 80, rows: 24 } : {},
    )
  const code = await runIngestCommand({
    args: args.map((arg) => arg.replace('DIR', dir)),
    env: { QUERYMEND_DATA: join(dir, 'data') },
    stdout: into('stdout'),
    stderr: into('stderr'),
    openStore: async () => createFileStore(join(dir, 'store')),
    ...context,
  })
  return { code, ...written }
}
