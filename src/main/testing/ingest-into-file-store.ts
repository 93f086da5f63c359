// The ingest command over a slow store of plain files, to be killed: STORE_DIR, STORE_DELAY_MS, STORE_RESUMABLE.
import { createFileStore } from '../../ingest/testing/file-store.ts'
import { runIngestCommand } from '../ingest-command.ts'

process.exitCode = await runIngestCommand({
  args: process.argv.slice(2),
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  openStore: async () =>
    createFileStore(process.env['STORE_DIR']!, {
      delayMs: Number(process.env['STORE_DELAY_MS']),
      isResumable: process.env['STORE_RESUMABLE'] === 'yes',
    }),
})
