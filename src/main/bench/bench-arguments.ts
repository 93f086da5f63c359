import { Argument, Command, InvalidArgumentError } from 'commander'
import { addFeedOptions, type FeedFlags } from '../feed-arguments.ts'

export const sectionNames = [
  'end-to-end',
  'decoding',
  'quantisation',
  'retrieval',
  'live-names',
  'generations',
  'server',
  'ingest',
  'memory',
] as const
export type SectionName = (typeof sectionNames)[number]

export interface BenchArguments extends FeedFlags {
  readonly sections: readonly SectionName[]
  readonly quick: boolean
  readonly json?: string
  readonly model?: string
  readonly fp32?: string
  readonly feed?: string
  readonly queries: string
  /** Sizes of made-up catalogs, ascending. */
  readonly names?: readonly number[]
  /** Bytes of a name for each of its vectors, ascending. */
  readonly gates?: readonly number[]
  /** Centroids that late-interaction looks at for each vector of a span, ascending. */
  readonly probes?: readonly number[]
  /** Names that it scores exactly, ascending. */
  readonly pools?: readonly number[]
  /** Of a long feed for the section ingest. */
  readonly products?: number
  readonly out?: string
}

export interface Output {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Throws CommanderError for wrong arguments, after telling of them on stderr, and for --help. */
export function parseBenchArguments(args: readonly string[], { stdout, stderr }: Output): BenchArguments {
  const command = addFeedOptions(new Command('bench'))
    .description('Measures time and memory on this machine, each against a baseline of the same run.')
    .addArgument(new Argument('[sections...]', `of ${sectionNames.join(', ')}; all without any`).choices(sectionNames))
    .option('--quick', 'small settings: a minute or two, and rough figures', false)
    .option('--json <file>', 'also write the figures there')
    .option('--model <dir>', 'folder of the graphs (default: that of the settings)')
    .option('--fp32 <dir>', 'folder of the same graphs in fp32, for the section quantisation')
    .option('--feed <file>', 'feed of the catalog, file or address (default: that of the settings)')
    .option('--queries <file>', 'gold file or TSV with a column "query"', 'eval/gold.jsonl')
    .option('--names <counts>', 'sizes of made-up catalogs for the section retrieval, with commas', parseCounts)
    .option(
      '--gates <rates>',
      'bytes of a name for each vector, with commas, for late-interaction over --feed',
      parseGates,
    )
    .option('--probes <counts>', 'centroids, with commas, for late-interaction over --names', parseLateCounts)
    .option('--pools <counts>', 'names scored exactly, with commas, with each of --probes', parseLateCounts)
    .option('--products <count>', 'products of the long feed, and no other, for the section ingest', parseProducts)
    .option('--out <dir>', 'where the section retrieval writes its tables and curves')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .parse(args, { from: 'user' })
  const { feed, columns, query, locale, format } = command.opts<BenchArguments>()
  if (feed === undefined && (columns ?? query ?? locale ?? (format === 'auto' ? undefined : format)) !== undefined)
    command.error('error: --format, --columns, --query and --locale say how --feed is read; name it')
  const wanted = command.processedArgs[0] as readonly SectionName[]
  const sections = sectionNames.filter((name) => wanted.length === 0 || wanted.includes(name))
  return { ...command.opts<Omit<BenchArguments, 'sections'>>(), sections }
}

function parseProducts(value: string): number {
  const count = /^\d{1,8}$/.test(value) ? Number(value) : NaN
  if (!(count >= 1000 && count <= 50_000_000))
    throw new InvalidArgumentError('It must be an integer from 1000 to 50000000.')
  return count
}

function parseGates(value: string): readonly number[] {
  const rates = value.split(',').map((rate) => (/^\s*\d{1,2}(\.\d)?\s*$/.test(rate) ? Number(rate) : NaN))
  if (!rates.every((rate) => rate >= 1 && rate <= 16))
    throw new InvalidArgumentError('They must be numbers from 1 to 16.')
  return [...new Set(rates)].sort((a, b) => a - b)
}

function parseLateCounts(value: string): readonly number[] {
  const counts = value.split(',').map((count) => (/^\s*\d{1,7}\s*$/.test(count) ? Number(count) : NaN))
  if (!counts.every((count) => count >= 1)) throw new InvalidArgumentError('They must be integers from 1 to 9999999.')
  return [...new Set(counts)].sort((a, b) => a - b)
}

function parseCounts(value: string): readonly number[] {
  const counts = value.split(',').map((count) => (/^\s*\d{1,7}\s*$/.test(count) ? Number(count) : NaN))
  if (!counts.every((count) => count >= 100 && count <= 5_000_000))
    throw new InvalidArgumentError('They must be integers from 100 to 5000000.')
  return [...new Set(counts)].sort((a, b) => a - b)
}
