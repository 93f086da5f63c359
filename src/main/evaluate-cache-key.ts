import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { OverrideRule } from '../speller/overrides.ts'
import { readTables } from './knowledge-files.ts'
import { ownFiles, sharedFiles } from './parse-knowledge.ts'
import { retrievingSystems, takesNames, withCorrector, withThresholds, type PlainSystemName } from './system-names.ts'

const root = join(import.meta.dirname, '../..')
/** What decides an answer beside settings and files: the program itself. */
const programFolders = ['src/speller', 'src/adapters', 'src/ingest', 'src/main', 'eval/baselines']

export interface CacheKeyParts {
  /** Of the products of the feed. */
  readonly contentHash: string
  /** Words whose products are left out of it. */
  readonly exclusionList?: string
  readonly rules?: readonly OverrideRule[]
  /** Of the model whose tables the baselines read. */
  readonly modelDir: string
}

/**
 * Of a system that was opened, and its settings: a hash of all that decides its answers, and of nothing else, so that a setting of one system
 * leaves the answers of the others alone. That is the program, and of the settings and the files of catalog, tables, model and prompt those that
 * the system reads. Secrets, deadlines and budgets take no part: what they can bring about is a failure, which is not kept. A remote model
 * is known by its address, name and prices. Undefined where nothing says which answers are equal: another server may change its model at any time.
 */
export function createCacheKeys({
  contentHash,
  exclusionList,
  rules,
  modelDir,
}: CacheKeyParts): (system: PlainSystemName, config: Config) => string | undefined {
  const known = new Map<string, string>()
  const hashOfFile = (path: string) => {
    const hash = known.get(path) ?? hashOf(readFileSync(path))
    known.set(path, hash)
    return hash
  }
  const program = (running ??= hashOfProgram())
  const hashesOf = (folder: string, names: readonly string[]) =>
    names.map((name) => [name, hashOfFile(join(folder, name))])
  const tablesOf = (dir: string) => hashesOf(join(dir, readTables(dir)), sharedFiles)
  const graphsOf = (dir: string) => hashesOf(dir, filesOf(dir, /^config\.json$|^name-projection\.json$|\.onnx$/))

  return (system, { retrieve, decide, correct }) => {
    const correctors = system.startsWith('llm') ? ['llm' as const] : correct.correctors
    const asked = withCorrector.includes(system) ? correctors : []
    if (asked.includes('server')) return undefined
    const isBaseline = system === 'symspell' || system === 'hunspell'
    const looksUp = retrievingSystems.includes(system)
    const decides = withThresholds.includes(system)
    return hashOf(
      JSON.stringify({
        system,
        program,
        ...(isBaseline || looksUp ? { catalog: contentHash, exclusionList } : {}),
        ...(isBaseline || looksUp || decides ? { rules } : {}),
        ...(looksUp ? { retriever: retrieve.retriever } : {}),
        ...(looksUp && retrieve.retriever === 'late-interaction' ? { encoder: graphsOf(correct.modelDir) } : {}),
        ...(takesNames.includes(system) ? { k: retrieve.k } : {}),
        ...(isBaseline ? { tables: tablesOf(modelDir) } : {}),
        ...(decides || asked.length > 0 ? { tables: tablesOf(correct.modelDir) } : {}),
        ...(decides ? { decide, ranker: hashesOf(correct.modelDir, ownFiles) } : {}),
        ...(asked.length > 0 ? { correctors: asked } : {}),
        ...(asked.includes('onnx') ? { model: graphsOf(correct.modelDir) } : {}),
        ...(asked.includes('llm') ? { llm: remoteModel(correct), prompt: hashOfFile(correct.promptFile) } : {}),
        ...(asked.includes('llm') && decides ? { opinionOdds: correct.opinionOdds } : {}),
      }),
    )
  }
}

/** Of the program that runs, which is the same for as long as it does. */
let running: string | undefined

function hashOfProgram(): string {
  const sources = programFolders.flatMap((folder) => filesIn(join(root, folder), /(?<!\.test)\.(?:ts|mjs)$/))
  return hashOf([...sources, join(root, 'package-lock.json')].map((path) => hashOf(readFileSync(path))).join())
}

/** Where it is asked, how, and what it bills. */
function remoteModel(correct: Config['correct']) {
  const { llmBaseUrl, llmModel, llmKind, llmForm, llmLogProbabilities, priceInput, priceOutput } = correct
  return { llmBaseUrl, llmModel, llmKind, llmForm, llmLogProbabilities, priceInput, priceOutput }
}

function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

/** Their names; not those of folders in it, which hold other models. */
function filesOf(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .toSorted()
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
