import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { LeaseTimes } from '../adapters/catalog-index/qdrant-lease.ts'
import { openQdrantStore } from '../adapters/catalog-index/qdrant.ts'
import { type Config, loadConfig } from '../config.ts'
import { type DecisionPair, type Parity, parityFailures, parityMarkdown, parityOf } from '../evaluate/parity.ts'
import { readGold } from '../evaluate/read-gold.ts'
import type { CollectedNames } from '../ingest/names.ts'
import { channelCost } from '../speller/channel.ts'
import { maxContext } from '../speller/context.ts'
import { printableJson } from '../report/printable.ts'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import { maxAlike } from '../speller/windows.ts'
import { parseQuery } from '../speller/normalise.ts'
import { compileOverrides } from '../speller/overrides.ts'
import type { CatalogIndex, SearchOptions } from '../speller/ports.ts'
import { type RetrieverName, retrieverNames } from '../speller/retrievers.ts'
import { spansOf } from '../speller/spans.ts'
import { createSpeller } from '../speller/speller.ts'
import { exitCodeOf, type ExitCode, type LogCommandContext, parse } from './command.ts'
import { collectFeed } from './feed-in-memory.ts'
import { addFeedOptions, feedSource, type FeedFlags } from './feed-arguments.ts'
import { loadKnowledge } from './knowledge-files.ts'
import { openMemoryIndexBy } from './memory-index.ts'
import { openNames } from './open-names.ts'
import { withQdrantCatalog } from './qdrant-beside.ts'
import { qdrantSettings } from './qdrant-settings.ts'
import { newId, spellerSettings } from './wire-node.ts'

interface Flags extends FeedFlags {
  readonly feed: string
  readonly queries: readonly string[]
  readonly qdrant?: string
  readonly retriever: RetrieverName
  readonly out: string
}

export interface ParityCommandContext extends Pick<LogCommandContext, 'args' | 'env' | 'stdout' | 'stderr'> {
  /** Ends the comparison between two questions. */
  readonly signal?: AbortSignal
  /** Absent: the usual. */
  readonly lease?: LeaseTimes
}

/** Exits 1 where the engines agree less than is demanded, 130 when interrupted. Only bugs throw. */
export async function runParityCommand(context: ParityCommandContext): Promise<ExitCode | 130> {
  try {
    return await compareEngines(context)
  } catch (error) {
    if (context.signal?.aborted) return 130
    throw error
  }
}

/** In Qdrant: no shop's own; what a killed run left behind goes with the next one, as unfinished generations do. */
const collection = 'querymend-parity'

function compareEngines(context: ParityCommandContext): Promise<ExitCode> {
  const { env, stdout, stderr, signal, lease } = context
  return exitCodeOf(stderr, async () => {
    const command = new Command('parity')
      .description(
        'Asks the embedded index and Qdrant the same questions over the same feed; exits 1 where they disagree too much.',
      )
      .requiredOption('--feed <file>', 'products of both catalogs')
    const flags = parse(
      addFeedOptions(command)
        .requiredOption('--queries <files...>', 'gold files, whose queries are asked')
        .option('--qdrant <url>', 'where Qdrant is (default: QDRANT_URL)')
        .addOption(new Option('--retriever <name>', 'how both search').choices(retrieverNames).default('hybrid'))
        .requiredOption('--out <dir>', 'where the report goes, with what differs most')
        .allowExcessArguments(false),
      context,
    ).opts<Flags>()
    const config = loadConfig({
      ...env,
      ...(flags.qdrant === undefined ? {} : { QDRANT_URL: flags.qdrant }),
      QUERYMEND_RETRIEVER: flags.retriever,
    })
    const settings = qdrantSettings(config)
    if (!settings) throw new SpellerError('config_invalid', 'No Qdrant to compare with: give --qdrant or QDRANT_URL.')
    const queries: string[] = []
    for (const path of flags.queries) queries.push(...readGold(path, await text(path)).map(({ query }) => query))
    const collected = await collectFeed(feedSource(flags.feed, flags))
    const { modelDir } = config.correct
    const encoder = flags.retriever === 'late-interaction' ? await openNames(modelDir) : undefined
    const embedded = await openMemoryIndexBy(flags.retriever, collected, modelDir, encoder)
    // no index of a shop is touched
    const store = openQdrantStore({
      ...settings,
      ...(encoder && { encoder }),
      collection,
      timeoutMs: 60_000,
      keep: 0,
      onWait: (message) => stderr.write(`${message}\n`),
      ...(lease && { lease }),
    })
    const goOn = () => signal?.throwIfAborted()
    const parity = await withQdrantCatalog(
      store,
      collected,
      (qdrant) => compare(config, embedded, qdrant, collected, queries, goOn),
      goOn,
    ).finally(() => encoder?.close())
    await writeReport(flags.out, parity)
    stdout.write(parityMarkdown(parity, false))
    const failures = parityFailures(parity)
    stdout.write(`\n${failures.length === 0 ? 'The engines agree as demanded.' : failures.join('\n')}\n`)
    return failures.length === 0 ? 0 : 1
  })
}

/** As few as one query has, so that a busy server answers in time. */
const spansAtOnce = 5

/** The same questions to both, as the server asks them. */
async function compare(
  config: Config,
  embedded: CatalogIndex,
  qdrant: CatalogIndex,
  { products }: CollectedNames,
  queries: readonly string[],
  goOn: () => void,
): Promise<Parity> {
  const parsed = queries.map(parseQuery)
  const spans = [...new Set(parsed.flatMap((query) => spansOf(query).map((span) => span.text)))]
  const knowledge = loadKnowledge(config.correct.modelDir)
  const options: SearchOptions = {
    limit: maxContext,
    alike: maxAlike,
    typingCost: (intended, typed) => channelCost(knowledge.channel, intended, typed),
  }
  const lists = []
  for (let at = 0; at < spans.length; at += spansAtOnce) {
    goOn()
    const batch = spans.slice(at, at + spansAtOnce)
    const [first, second] = await Promise.all([embedded.search(batch, options), qdrant.search(batch, options)])
    lists.push(...batch.map((span, i) => ({ span, first: first[i]!, second: second[i]! })))
  }
  const forms = [...new Set([...spans, ...parsed.flatMap(({ terms }) => terms.map((term) => term.text))])]
  const [own, theirs] = await Promise.all([embedded.counts(forms), qdrant.counts(forms)])
  const decide = decider(config, knowledge)
  const [ours, others] = [decide(embedded, products), decide(qdrant, products)]
  const decisions: DecisionPair[] = []
  for (const query of queries) {
    goOn()
    decisions.push({ query, first: await ours(query), second: await others(query) })
  }
  return parityOf(
    lists,
    forms.map((_, i) => [own[i]!, theirs[i]!] as const),
    decisions,
  )
}

/** What the noisy channel decides alone, over an index. */
function decider(config: Config, knowledge: Knowledge) {
  const overrides = compileOverrides([])
  return (index: CatalogIndex, products: number) => {
    const speller = createSpeller({
      // sizes are the feed's in both, as a catalog under comparison is not yet committed
      index: { ...index, info: async () => ({ id: 'parity', names: 0, bigrams: 0, products }) },
      log: { append: () => undefined },
      knowledge,
      overrides: () => overrides,
      settings: spellerSettings(config),
      newId,
      now: () => new Date(),
    })
    return async (query: string) => {
      const { verdict, applied, corrected, degraded } = await speller.correct(query)
      if (degraded.length > 0)
        throw new SpellerError('index_failed', `A query could not be answered: ${degraded.join()}.`)
      return `${verdict}: ${applied} (${corrected})`
    }
  }
}

async function writeReport(dir: string, parity: Parity): Promise<void> {
  try {
    await mkdir(dir, { recursive: true })
    await writeFile(join(dir, 'parity.md'), parityMarkdown(parity, true))
    await writeFile(join(dir, 'parity.json'), `${printableJson(parity)}\n`)
  } catch (cause) {
    throw new SpellerError('config_invalid', `${dir}: cannot be written: ${(cause as Error).message}`, { cause })
  }
}

async function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new SpellerError('config_invalid', `${path}: cannot be read: ${cause.message}`, { cause })
  })
}
