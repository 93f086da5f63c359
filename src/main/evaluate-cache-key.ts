import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { readsPrompt } from './wire-correctors.ts'

const root = join(import.meta.dirname, '../..')
/** What decides an answer beside settings and files: the program itself. */
const program = ['src/speller', 'src/adapters', 'src/ingest', 'src/main', 'eval/baselines']

export interface CacheKeyParts {
  readonly config: Config
  /** Path of the feed. */
  readonly catalog: string
  /** Words whose products are left out of it. */
  readonly exclusionList?: string
}

/**
 * Of a system's label: a hash of all that decides its answers, which are the settings, the content of the model's, prompt's and
 * catalog's files, what is left out of the catalog, and the program. Secrets take no part.
 */
export function createCacheKeys({ config, catalog, exclusionList }: CacheKeyParts): (label: string) => string {
  const { llmApiKey: _key, serverToken: _token, ...correct } = config.correct
  const files = [
    ...filesIn(correct.modelDir, /\.(?:bin|onnx|json)$/),
    ...(correct.correctors.some(readsPrompt) || correct.llmModel !== undefined ? [correct.promptFile] : []),
    catalog,
  ]
  const sources = program.flatMap((folder) => filesIn(join(root, folder), /(?<!\.test)\.(?:ts|mjs)$/))
  const lock = join(root, 'package-lock.json')
  const base = JSON.stringify({
    settings: {
      retrieve: { k: config.retrieve.k, retriever: config.retrieve.retriever },
      decide: config.decide,
      correct,
    },
    exclusionList,
    files: files.map(hashOfFile),
    program: hashOf([...sources, lock].map(hashOfFile).join()),
  })
  return (label) => hashOf(`${label}\n${base}`)
}

function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

function hashOfFile(path: string): string {
  return hashOf(readFileSync(path))
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
