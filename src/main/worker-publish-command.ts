import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { type ExitCode, exitCodeOf, type LogCommandContext, parse } from './command.ts'
import { liveCatalog } from './live-catalog.ts'
import { pathOf } from './worker/files.ts'

export interface Upload {
  readonly bucket: string
  readonly key: string
  /** Absent: an empty object. */
  readonly file?: string
  /** Into the bucket that `wrangler dev` keeps on this machine. */
  readonly isLocal: boolean
}

export interface PublishContext extends Pick<LogCommandContext, 'args' | 'env' | 'stdout' | 'stderr'> {
  /** Fails with a SpellerError where the bucket does not take it. */
  readonly upload: (upload: Upload) => Promise<void>
}

/** Puts the shop's own files into a bucket that Workers read: they follow it a second later. */
export function runWorkerPublishCommand(context: PublishContext): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    const command = parse(
      new Command('worker:publish')
        .description('Puts the live catalog and the override rules into an R2 bucket.')
        .argument('<bucket>', 'that the binding SHOP names')
        .option('--local', 'into the bucket that `wrangler dev` keeps on this machine', false),
      context,
    )
    const [bucket] = command.args as [string]
    const { local: isLocal } = command.opts<{ local: boolean }>()
    const config = loadConfig(context.env)
    for (const [key, file] of shopFiles(config)) {
      await context.upload({ bucket, key, isLocal, ...(file === undefined ? {} : { file }) })
      context.stdout.write(`${key}\n`)
    }
    return 0
  })
}

/** In the order in which they are put: what names the generation comes last. */
function shopFiles(config: ReturnType<typeof loadConfig>): readonly (readonly [string, string | undefined])[] {
  const { overrides, dataDir } = config.catalog
  const changes = pathOf(dataDir, 'catalog', 'live.jsonl')
  const files = liveCatalog(config)
  return [
    [pathOf(overrides), existsSync(overrides) ? overrides : undefined],
    // changes that were published before must not outlive their file
    ...(files.has(changes) ? [] : [[changes, undefined] as const]),
    ...files,
  ]
}
