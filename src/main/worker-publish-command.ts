import { Command } from 'commander'
import { type Config, loadConfig } from '../config.ts'
import { type ExitCode, exitCodeOf, type LogCommandContext, parse } from './command.ts'
import { liveCatalog } from './live-catalog.ts'
import { shopTexts } from './shop-texts.ts'
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
        .description('Puts the live catalog, the override rules and the head queries into an R2 bucket.')
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

/** In the order in which they are put: what names the generation comes last. What was published before must not outlive its file. */
function shopFiles(config: Config): readonly (readonly [string, string | undefined])[] {
  const changes = pathOf(config.catalog.dataDir, 'catalog', 'live.jsonl')
  const files = liveCatalog(config)
  return [...shopTexts(config), ...(files.has(changes) ? [] : [[changes, undefined] as const]), ...files]
}
