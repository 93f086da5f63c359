import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { loadConfig, type Config } from '../config.ts'
import { ingest, type IngestSummary } from '../ingest/ingest.ts'
import { liveInfo } from '../ingest/live-generation.ts'
import { productRecords } from '../ingest/product-record.ts'
import { SpellerError } from '../speller/errors.ts'
import type { CatalogStore, GenerationStore } from '../speller/ports.ts'
import { readBrandRulings } from './brand-rulings.ts'
import { addCatalogOptions, catalogSource, type CatalogFlags } from './feed-arguments.ts'
import { createDisplay, type Display, formatSummary, silentDisplay } from './ingest-display.ts'
import { missingRules } from './rules-files.ts'
import { createSwapCheck, type Fall, fallOf } from './swap-check.ts'

export interface CommandContext {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly signal?: AbortSignal
  /** Called for a dry run only where an ingestion was before. */
  readonly openStore: (config: Config, told: ToldOfWaits) => Promise<CatalogStore>
}

export interface ToldOfWaits {
  /** That a store is waited for, and that it is there again. */
  readonly onWait: (message: string) => void
}

interface Flags extends CatalogFlags {
  readonly delta?: boolean
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly quiet?: boolean
}

/** 0: live, or already so. 1: a dependency failed. 2: bad arguments, settings or feed. 3: refused before the swap, or it would be. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

const inputErrors: ReadonlySet<string> = new Set(['catalog_invalid', 'config_invalid', 'gold_invalid'])

/** Runs the ingestion once. Only bugs throw. */
export async function runIngestCommand(context: CommandContext): Promise<ExitCode> {
  const { env, stdout, stderr, signal } = context
  const command = createCommand(context)
  try {
    command.parse(context.args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  const feed = command.args[0]!
  const flags = command.opts<Flags>()
  const display = flags.quiet ? silentDisplay : createDisplay(stderr)
  try {
    const config = loadConfig(env)
    const missing = missingRules(config)
    if (missing !== undefined) stderr.write(`${missing}\n`)
    const isChecked = !flags.dryRun || (await mayHaveCatalog(config))
    const checked = isChecked ? await openChecked(context, config, flags, display) : undefined
    const summary = await ingest({
      ...catalogSource(feed, flags),
      dataDir: config.catalog.dataDir,
      force: flags.force ?? false,
      isDelta: flags.delta ?? false,
      brandRulings: readBrandRulings(config.catalog.overrides),
      onProgress: (progress) => display.show(progress),
      isDryRun: flags.dryRun ?? false,
      ...checked,
      ...(signal ? { signal } : {}),
    })
    display.stop()
    if (!flags.quiet) stdout.write(formatSummary(summary))
    const fall = flags.dryRun && checked ? await fallAhead(checked.store, summary, config, flags) : undefined
    if (!fall) return 0
    stderr.write(
      flags.force
        ? `${fall.text} It would be swapped all the same: --force.\n`
        : `It would be refused.\n${fall.refusal}\n`,
    )
    return flags.force ? 0 : 3
  } catch (error) {
    display.stop()
    if (signal?.aborted) {
      stderr.write('Interrupted; the live catalog is unchanged.\n')
      return 130
    }
    if (!(error instanceof SpellerError) && !isFileError(error)) throw error
    const where = error instanceof SpellerError ? '' : ` (data directory: ${loadConfig(env).catalog.dataDir})`
    stderr.write(`Ingestion failed; the live catalog is unchanged.\n${error.message}${where}\n`)
    if (!(error instanceof SpellerError)) return 1
    return error.code === 'generation_refused' ? 3 : inputErrors.has(error.code) ? 2 : 1
  }
}

/** To open a store may make its folder: not for a dry run that has nothing to compare with. */
async function mayHaveCatalog({ catalog, retrieve }: Config): Promise<boolean> {
  if (retrieve.qdrantUrl !== undefined || existsSync(join(catalog.dataDir, 'catalog'))) return true
  return !(await productRecords(catalog.dataDir).isEmpty())
}

/** What the check before the swap would say of the size, after a dry run; undefined also when the store is away, of which the summary tells. */
async function fallAhead(
  store: CatalogStore,
  { names: kinds, products }: IngestSummary,
  { catalog }: Config,
  { delta = false }: Flags,
): Promise<Fall | undefined> {
  try {
    const names = Object.values(kinds).reduce((total, count) => total + count, 0)
    return fallOf(await liveInfo(store), { names, products, kinds }, { maxDrop: catalog.maxDrop, isDelta: delta })
  } catch (error) {
    if (error instanceof SpellerError && error.code === 'index_failed') return undefined
    throw error
  }
}

async function openChecked(
  { openStore, stderr }: CommandContext,
  config: Config,
  { force, delta }: Flags,
  display: Display,
) {
  const store = await openStore(config, { onWait: (message) => display.note(message) })
  const check = await createSwapCheck({
    config,
    live: () => liveInfo(store),
    isDelta: delta ?? false,
    ...(force ? { onAllowedDrop: (message) => stderr.write(`${message} Swapped all the same: --force.\n`) } : {}),
  })
  const keptGenerations =
    'generations' in store
      ? async () => (await (store as GenerationStore).generations()).map(({ id }) => id)
      : undefined
  return { store, check, ...(keptGenerations ? { keptGenerations } : {}) }
}

/** The disk is full, the data directory cannot be written, and so on. Errors of writing to an open file name no path. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && ('path' in error || error.syscall === 'write')
}

function createCommand({ stdout, stderr }: CommandContext): Command {
  const command = new Command('ingest')
    .description('Turns a product feed into a new live catalog, beside the old one, and swaps.')
    .argument(
      '<feed>',
      'file or http(s) address: CSV, TSV, Shopify CSV, JSON Lines, Google Merchant XML or Parquet, gzipped or not; or postgres://…',
    )
  return addCatalogOptions(command)
    .option('--delta', 'the feed holds only products that are new, changed or deleted')
    .option(
      '--dry-run',
      'read, count, and show which names would come and go, and whether the size would be refused; writes nothing',
    )
    .option('--force', 'build again although this very feed is live, and swap although it is much smaller')
    .option('--quiet', 'print errors only')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
}
