import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import { thisProcess } from './this-process.ts'
import { runWorkerPublishCommand } from './worker-publish-command.ts'

process.exitCode = await runWorkerPublishCommand({
  ...thisProcess,
  async upload({ bucket, key, file = '/dev/null', isLocal }) {
    const place = isLocal ? '--local' : '--remote'
    const wrangler = ['r2', 'object', 'put', `${bucket}/${key}`, '--file', file, place]
    const child = spawn(join('node_modules', '.bin', 'wrangler'), wrangler, { stdio: ['ignore', 'ignore', 'inherit'] })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', resolve)
    })
    if (code !== 0)
      throw new SpellerError('index_failed', `${key} could not be put into ${bucket}; what was live stays live.`)
  },
})
