import { thisProcess } from './this-process.ts'
import { runWorkerPublishCommand } from './worker-publish-command.ts'
import { openWranglerBucket } from './wrangler-bucket.ts'

process.exitCode = await runWorkerPublishCommand({
  ...thisProcess,
  openBucket: (name, isLocal) => openWranglerBucket(name, { isLocal }),
})
