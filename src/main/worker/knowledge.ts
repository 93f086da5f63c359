import { SpellerError } from '../../speller/errors.ts'
import type { Knowledge } from '../../speller/knowledge.ts'
import type { SpellerSettings } from '../../speller/speller.ts'
import {
  type Folder,
  type GivenThresholds,
  ownFiles,
  parseKnowledge,
  parseThresholds,
  sharedFiles,
  tablesOf,
} from '../parse-knowledge.ts'
import { pathOf, type ReadFile } from './files.ts'

export interface Learned {
  readonly knowledge: Knowledge
  readonly thresholds: SpellerSettings['thresholds']
  /** SHA-256 over the files, in hex: equal for equal tables and rankers. */
  readonly version: string
}

/** What was learned, as `loadKnowledge` and `loadThresholds` give it in Node; fails with `model_invalid`, naming the file. */
export async function readLearned(modelDir: string, given: GivenThresholds, read: ReadFile): Promise<Learned> {
  const config = await folderOf(modelDir, ['config.json'], read)
  const tables = pathOf(modelDir, config.has('config.json') ? tablesOf(config) : '.')
  const [own, shared] = await Promise.all([folderOf(modelDir, ownFiles, read), folderOf(tables, sharedFiles, read)])
  return {
    knowledge: parseKnowledge(own, shared),
    thresholds: parseThresholds(own, given),
    version: await digestOf([
      ...ownFiles.map((name) => own.read(name)),
      ...sharedFiles.map((name) => shared.read(name)),
    ]),
  }
}

/** Some files of a folder, read before they are asked for. */
async function folderOf(dir: string, names: readonly string[], read: ReadFile) {
  const files = new Map<string, Uint8Array>()
  await Promise.all(
    names.map(async (name) => {
      const path = pathOf(dir, name)
      const bytes = await read(path).catch((cause: unknown) => {
        throw new SpellerError('model_invalid', `${path} cannot be read`, { cause })
      })
      if (bytes) files.set(name, bytes)
    }),
  )
  const folder: Folder & { has(name: string): boolean } = {
    has: (name) => files.has(name),
    pathOf: (name) => pathOf(dir, name),
    read(name) {
      const bytes = files.get(name)
      if (bytes) return bytes
      const message = `${pathOf(dir, name)} is not among the files of the Worker. Set QUERYMEND_MODEL, or copy them anew.`
      throw new SpellerError('model_invalid', message)
    },
  }
  return folder
}

/** Over the digests of the parts, so that no part is copied. */
async function digestOf(parts: readonly Uint8Array[]): Promise<string> {
  const sha256 = async (bytes: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const digests = await Promise.all(parts.map(sha256))
  const all = await sha256(Uint8Array.from(digests.flatMap((digest) => [...digest])))
  return Array.from(all, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
