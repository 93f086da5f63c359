import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { readsPrompt } from './wire-correctors.ts'

const root = join(import.meta.dirname, '../..')
/** What decides an answer beside settings and files: the program itself. */
const programFolders = ['src/speller', 'src/adapters', 'src/ingest', 'src/main', 'eval/baselines']

export interface CacheKeyParts {
  /** Path of the feed. */
  readonly catalog: string
  /** Words whose products are left out of it. */
  readonly exclusionList?: string
}

/**
 * Of a system's label and settings: a hash of all that decides its answers, which are the settings, the content of the model's, prompt's and
 * catalog's files, what is left out of the catalog, and the program. Secrets take no part.
 */
export function createCacheKeys({ catalog, exclusionList }: CacheKeyParts): (label: string, config: Config) => string {
  const known = new Map<string, string>()
  const hashOfFile = (path: string) => {
    const hash = known.get(path) ?? hashOf(readFileSync(path))
    known.set(path, hash)
    return hash
  }
  const sources = programFolders.flatMap((folder) => filesIn(join(root, folder), /(?<!\.test)\.(?:ts|mjs)$/))
  const lock = join(root, 'package-lock.json')
  const program = hashOf([...sources, lock].map(hashOfFile).join())
  return (label, { retrieve, decide, correct: { llmApiKey: _key, serverToken: _token, ...correct } }) => {
    const files = [
      ...filesIn(correct.modelDir, /\.(?:bin|onnx|json)$/),
      ...(correct.correctors.some(readsPrompt) || correct.llmModel !== undefined ? [correct.promptFile] : []),
      catalog,
    ]
    const settings = { retrieve: { k: retrieve.k, retriever: retrieve.retriever }, decide, correct }
    return hashOf(`${label}\n${JSON.stringify({ settings, exclusionList, files: files.map(hashOfFile), program })}`)
  }
}

function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => pattern.test(name))
    .toSorted()
    .map((name) => join(folder, name))
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
