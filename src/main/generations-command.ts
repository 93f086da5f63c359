import { Command, CommanderError } from 'commander'
import { loadConfig, type Config } from '../config.ts'
import { lockIngestion } from '../ingest/ingest-lock.ts'
import { damageOfLive } from '../ingest/live-generation.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Generation, GenerationStore } from '../speller/ports.ts'
import type { ToldOfWaits } from './ingest-command.ts'

export interface GenerationsContext {
  /** Arguments of the user, without those of the runtime. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly openStore: (config: Config, told: ToldOfWaits) => Promise<GenerationStore>
}

/** Lists, rolls back to or removes generations. Exit code 0; 1: a dependency failed; 2: bad arguments or settings. */
export async function runGenerationsCommand(context: GenerationsContext): Promise<0 | 1 | 2> {
  const command = createCommand(context)
  try {
    await command.parseAsync(context.args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof SpellerError)) throw error
    context.stderr.write(`${error.message}\n`)
    return error.code === 'config_invalid' || error.code === 'generation_refused' ? 2 : 1
  }
}

const noneYet = 'There is no generation yet. Ingest a feed.'

function createCommand({ env, stdout, stderr, openStore }: GenerationsContext): Command {
  const command = new Command('generations')
    .description('Former generations of the catalog: kept at each ingestion, live again at once.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
  const open = async () => {
    const config = loadConfig(env)
    return { config, store: await openStore(config, { onWait: (message) => stderr.write(`${message}\n`) }) }
  }
  /** Not while an ingestion is about to swap. */
  const change = async (run: (store: GenerationStore) => Promise<string>) => {
    const { config, store } = await open()
    const unlock = await lockIngestion(config.catalog.dataDir)
    try {
      stdout.write(await run(store))
    } finally {
      await unlock()
    }
  }
  command
    .command('list', { isDefault: true })
    .description('those that are kept, newest first; * is live')
    .action(async () => {
      const { store } = await open()
      const generations = await store.generations()
      const damage = await damageBeside(generations, store)
      if (generations.length > 0 || damage === undefined) stdout.write(formatGenerations(generations))
      if (damage !== undefined) stderr.write(`${damage}\n`)
    })
  command
    .command('rollback')
    .argument('[id]', 'absent: the one that was live before the live one')
    .description('makes a kept generation live, with the names that were added at run time')
    .action((id: string | undefined) =>
      change(async (store) => {
        const to = id ?? (await former(store))
        const { names, products } = await store.activate(to)
        return `${to} is live: ${integer(names)} names of ${integer(products)} products.\n`
      }),
    )
  command
    .command('remove')
    .argument('<id>', 'a generation that is not live')
    .description('deletes a kept generation')
    .action((id: string) =>
      change(async (store) => {
        await store.removeGeneration(id)
        return `${id} is removed.\n`
      }),
    )
  return command
}

async function former(store: GenerationStore): Promise<string> {
  const generations = await store.generations()
  return formerOf(generations, await damageBeside(generations, store))
}

/** Why none of these is live: what is live cannot be read. Undefined where one of them is, or none at all. */
async function damageBeside(generations: readonly Generation[], store: GenerationStore): Promise<string | undefined> {
  return generations.some(({ isLive }) => isLive) ? undefined : damageOfLive(store)
}

/**
 * Where a roll-back leads without an id. Fails with `generation_refused` where that is not kept. `damage`: why none of
 * them is live.
 */
export function formerOf(generations: readonly Generation[], damage?: string): string {
  if (generations.length === 0) throw new SpellerError('generation_refused', damage ?? noneYet)
  const live = generations.find(({ isLive }) => isLive)
  const former = generations.find(({ id }) => id === live?.follows)
  if (former) return former.id
  const others = generations.filter(({ isLive }) => !isLive).map(({ id }) => id)
  const choice = others.length === 0 ? 'No other one is kept.' : `Name one of those kept: ${others.join(', ')}.`
  throw new SpellerError('generation_refused', `${whyNoFormer(live, damage)} ${choice}`)
}

function whyNoFormer(live: Generation | undefined, damage: string | undefined): string {
  if (!live) return damage ?? 'No generation is live.'
  if (live.follows === undefined) return 'The live generation was the first: there was none before it.'
  return 'The generation before the live one is not there any more.'
}

function formatGenerations(generations: readonly Generation[]): string {
  if (generations.length === 0) return `${noneYet}\n`
  const rows = generations.map(({ id, isLive, names, products }) =>
    [isLive ? '*' : ' ', id, builtAt(id), integer(names).padStart(11), integer(products).padStart(11)].join('  '),
  )
  const header = ['   id'.padEnd(26), 'begun (UTC)'.padEnd(19), 'names'.padStart(11), 'products'.padStart(11)]
  return [header.join('  '), ...rows].map((row) => `${row}\n`).join('')
}

/** Ids begin with the time, to the millisecond. */
function builtAt(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).*$/, '$1-$2-$3 $4:$5:$6')
}

function integer(value: number): string {
  return value.toLocaleString('en-US')
}
