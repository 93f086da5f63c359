import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SpellerError } from '../speller/errors.ts'
import type { Bucket } from './worker-publish-command.ts'

const wrangler = join(import.meta.dirname, '../../node_modules/.bin/wrangler')

export interface WranglerBucketOptions {
  /** The bucket that `wrangler dev` keeps on this machine. */
  readonly isLocal: boolean
  /** Folder of the local one; absent: that of `wrangler dev`. */
  readonly persistTo?: string
}

/** An R2 bucket by way of wrangler's command line, which has the login. */
export function openWranglerBucket(name: string, { isLocal, persistTo }: WranglerBucketOptions): Bucket {
  const place = isLocal ? ['--local', ...(persistTo === undefined ? [] : ['--persist-to', persistTo])] : ['--remote']
  const run = async (what: string, key: string, flags: readonly string[], input = '') => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
    const child = spawn(wrangler, ['r2', 'object', what, `${name}/${key}`, ...flags, ...place], { env })
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    // wrangler need not read it
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const [out, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    return { isDone: code === 0, out, complaint: complaint.trim() }
  }
  const failed = (what: string, key: string, complaint: string) =>
    new SpellerError('index_failed', `${complaint}\n${key} could not be ${what} the bucket ${name}.`)
  return {
    async get(key) {
      const { isDone, out, complaint } = await run('get', key, ['--pipe'])
      if (isDone) return out
      if (/specified key does not exist/i.test(complaint)) return undefined
      throw failed('read from', key, complaint)
    },
    async put(key, content) {
      const [flags, input] = 'file' in content ? [['--file', content.file], ''] : [['--pipe'], content.text]
      const { isDone, complaint } = await run('put', key, flags, input)
      if (!isDone) throw failed('put into', key, complaint)
    },
    async delete(key) {
      const { isDone, complaint } = await run('delete', key, [])
      if (!isDone) throw failed('deleted from', key, complaint)
    },
  }
}
