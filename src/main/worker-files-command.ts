import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { type Config, loadConfig } from '../config.ts'
import { SpellerError } from '../speller/errors.ts'
import { type ExitCode, exitCodeOf, type LogCommandContext, parse } from './command.ts'
import { listLanguages, readTables } from './knowledge-files.ts'
import { liveCatalog } from './live-catalog.ts'
import { ownFiles, sharedFiles } from './parse-knowledge.ts'
import { noRules, shopTexts } from './shop-texts.ts'
import { readPrompt } from './wire-node.ts'
import { places, promptPlace } from './worker/places.ts'
import { wordTable } from './word-tables.ts'

const graphs = ['encode-query.onnx', 'encode-names.onnx', 'decode.onnx']

/** Puts together what a Worker reads, at the places where it looks, wherever the settings have it here. */
export function runWorkerFilesCommand(
  context: Pick<LogCommandContext, 'args' | 'env' | 'stdout' | 'stderr'>,
): Promise<ExitCode> {
  return exitCodeOf(context.stderr, async () => {
    const command = parse(
      new Command('worker:files')
        .description('Copies what a Worker reads into a folder, for `wrangler deploy`.')
        .option('--out <folder>', 'made anew; one that holds anything else is refused', 'dist/worker')
        .option('--with-model', 'also the graphs of QUERYMEND_MODEL, for the Worker that runs them itself', false)
        .option('--without-catalog', 'for a Worker that asks Qdrant or reads the catalog from a bucket', false),
      context,
    )
    const options = command.opts<{ out: string; withModel: boolean; withoutCatalog: boolean }>()
    const config = loadConfig(context.env)
    const files = filesOf(config, options)
    const prompt = promptOf(config, context.env)
    if (prompt !== undefined) files.set(promptPlace(prompt), prompt)
    const texts = new Map(prompt === undefined ? [] : [[places.prompt, basename(prompt)]])
    await requireOwn(options.out)
    const bytes = await copyAll({ files, texts }, options.out)
    const warning = noRules(config)
    if (warning !== undefined) context.stderr.write(`${warning}\n`)
    for (const [path, size] of bytes) context.stdout.write(`${String(size).padStart(12)}  ${path}\n`)
    const total = [...bytes.values()].reduce((sum, size) => sum + size, 0)
    context.stdout.write(`${String(total).padStart(12)}  in ${bytes.size} files of ${options.out}\n`)
    return 0
  })
}

/** By the place where the Worker looks for it. */
function filesOf(
  config: Config,
  { withModel, withoutCatalog }: { readonly withModel: boolean; readonly withoutCatalog: boolean },
): Map<string, string> {
  const { correct } = config
  const files = new Map<string, string>()
  const add = (dir: string, names: readonly string[]) => {
    for (const name of names) files.set(`${places.model}/${name}`, join(dir, name))
  }
  const hasConfig = existsSync(join(correct.modelDir, 'config.json'))
  add(correct.modelDir, [...ownFiles, ...(hasConfig ? ['config.json'] : []), ...(withModel ? graphs : [])])
  const tables = join(correct.modelDir, readTables(correct.modelDir))
  add(tables, [...sharedFiles, ...listLanguages(tables).map(wordTable)])
  for (const [path, file] of shopTexts(config)) if (file !== undefined) files.set(path, file)
  if (!withoutCatalog) for (const [path, file] of liveCatalog(config).files) files.set(path, file)
  return files
}

/** The prompt to copy, which is one; undefined where none was chosen and the usual one is not here. */
function promptOf({ correct: { promptFile } }: Config, env: LogCommandContext['env']): string | undefined {
  const isChosen = Boolean(env['QUERYMEND_PROMPT']?.trim())
  if (!isChosen && !existsSync(promptFile)) return undefined
  readPrompt(promptFile)
  return promptFile
}

/** In a folder that this command made, and may therefore replace. */
const marker = '.querymend-worker-files'

/** Fails with `config_invalid` where the folder, or the one beside it in which it is made, holds what this command did not make. */
async function requireOwn(out: string): Promise<void> {
  for (const folder of [out, `${out}.part`]) {
    const entries = await readdir(folder).catch((cause: NodeJS.ErrnoException): string[] => {
      if (cause.code === 'ENOENT') return []
      throw new SpellerError('config_invalid', `--out ${out}: ${folder} is no folder`, { cause })
    })
    if (entries.length === 0 || entries.includes(marker)) continue
    throw new SpellerError(
      'config_invalid',
      `--out ${out}: ${folder} holds files that this command did not make, and would be deleted. Name another folder, or empty it.`,
    )
  }
}

/** By their places: paths of what is copied, and what is written as it stands. */
interface Contents {
  readonly files: ReadonlyMap<string, string>
  readonly texts: ReadonlyMap<string, string>
}

/** All or nothing: the folder is made beside the former one, which it then replaces. Sizes in bytes by path. */
async function copyAll({ files, texts }: Contents, out: string): Promise<ReadonlyMap<string, number>> {
  const part = `${out}.part`
  const bytes = new Map<string, number>()
  await rm(part, { recursive: true, force: true })
  try {
    await mkdir(part, { recursive: true })
    await writeFile(join(part, marker), '')
    for (const [path, from] of files) {
      const to = join(part, path)
      await mkdir(dirname(to), { recursive: true })
      await copyFile(from, to).catch((cause: unknown) => {
        throw new SpellerError('config_invalid', `${from} cannot be copied`, { cause })
      })
      bytes.set(path, (await stat(to)).size)
    }
    for (const [path, text] of texts) {
      await writeFile(join(part, path), text)
      bytes.set(path, Buffer.byteLength(text))
    }
    await rm(out, { recursive: true, force: true })
    await rename(part, out)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
  return bytes
}
