import { Command } from 'commander'
import { type Config, loadConfig } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { type ExitCode, exitCodeOf, type LogCommandContext, parse } from './command.ts'
import { liveCatalog } from './live-catalog.ts'
import { readPublished, withBegun, withLive, writePublished } from './published-generations.ts'
import { noRules, shopTexts } from './shop-texts.ts'
import { generationPlace, places } from './worker/places.ts'

/** Each fails with a SpellerError where the bucket does not do it. */
export interface Bucket {
  /** Undefined where there is no such object. */
  get(key: string): Promise<string | undefined>
  put(key: string, content: { readonly file: string } | { readonly text: string }): Promise<void>
  /** Also where there is no such object. */
  delete(key: string): Promise<void>
}

export interface PublishContext extends Pick<LogCommandContext, 'args' | 'env' | 'stdout' | 'stderr'> {
  /** `isLocal`: the one that `wrangler dev` keeps on this machine. */
  readonly openBucket: (name: string, isLocal: boolean) => Bucket
}

/** Names the generation; a Worker looks here first. */
const currentKey = `${places.catalog}/CURRENT`
const recordKey = `${places.catalog}/PUBLISHED`

/** Puts the shop's own files into a bucket that Workers read: they follow it a second later. */
export function runWorkerPublishCommand(context: PublishContext): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    const command = parse(
      new Command('worker:publish')
        .description(
          'Puts the live catalog, the override rules and the head queries into an R2 bucket, and deletes generations before the former one.',
        )
        .argument('<bucket>', 'that the binding SHOP names')
        .option('--local', 'into the bucket that `wrangler dev` keeps on this machine', false),
      context,
    )
    const [name] = command.args as [string]
    const { local } = command.opts<{ local: boolean }>()
    const config = loadConfig(context.env)
    const shop = shopFiles(config)
    const warning = noRules(config)
    if (warning !== undefined) context.stderr.write(`${warning}\n`)
    await publish(shop, context.openBucket(name, local), (line) => context.stdout.write(`${line}\n`))
    return 0
  })
}

async function publish({ id, files }: ShopFiles, bucket: Bucket, say: (line: string) => void): Promise<void> {
  const before = await saying('What was live stays live.', async () => {
    const current = (await bucket.get(currentKey))?.trim() || undefined
    const published = withBegun(readPublished(await bucket.get(recordKey), current, recordKey), id)
    await bucket.put(recordKey, { text: writePublished(published) })
    for (const [key, file] of files) {
      await bucket.put(key, file === undefined ? { text: '' } : { file })
      say(key)
    }
    return published
  })
  const { kept, gone } = withLive(before, id)
  await saying('The new catalog is live; the next run tries again.', async () => {
    for (const former of gone) {
      await bucket.delete(generationPlace(former))
      say(`${generationPlace(former)} deleted`)
    }
    await bucket.put(recordKey, { text: writePublished(kept) })
  })
}

interface ShopFiles {
  /** Of the generation. */
  readonly id: string
  /** By key; undefined: an empty object, since what was published before must not outlive its file. */
  readonly files: readonly (readonly [string, string | undefined])[]
}

/** In the order in which they are put: what names the generation comes last. */
function shopFiles(config: Config): ShopFiles {
  const changes = `${places.catalog}/live.jsonl`
  const { id, files } = liveCatalog(config)
  return { id, files: [...shopTexts(config), ...(files.has(changes) ? [] : [[changes, undefined] as const]), ...files] }
}

/** What fails says as well what that means for the Workers. */
async function saying<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SpellerError)) throw error
    throw new SpellerError(error.code, `${error.message} ${what}`, { cause: error })
  }
}
