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
} from '../parse-knowledge.ts'
import type { ReadFile } from './files.ts'
import { places } from './places.ts'
import { sha256, sha256Hex } from '../../speller/sha256.ts'

export interface Learned {
  readonly knowledge: Knowledge
  readonly thresholds: SpellerSettings['thresholds']
  /** SHA-256 over the files, in hex: equal for equal tables and rankers. */
  readonly version: string
}

/** What was learned, as `loadKnowledge` and `loadThresholds` give it in Node; fails with `model_invalid`, naming the file. */
export async function readLearned(given: GivenThresholds, read: ReadFile): Promise<Learned> {
  const names = [...ownFiles, ...sharedFiles]
  const folder = await folderOf(places.model, names, read)
  return {
    knowledge: parseKnowledge(folder, folder),
    thresholds: parseThresholds(folder, given),
    version: await digestOf(names.map((name) => folder.read(name))),
  }
}

/** Some files of a folder, read before they are asked for. */
async function folderOf(dir: string, names: readonly string[], read: ReadFile): Promise<Folder> {
  const folder = laterFolder(dir, read)
  const files = new Map(await Promise.all(names.map(async (name) => [name, await folder.find(name)] as const)))
  return { pathOf: folder.pathOf, readLater: folder.readLater, read: (name) => files.get(name) ?? folder.refuse(name) }
}

/** Holds no file, unlike the folder above: what is read later may be long after the rest. */
function laterFolder(dir: string, read: ReadFile) {
  const pathOf = (name: string) => `${dir}/${name}`
  const find = (name: string) =>
    read(pathOf(name)).catch((cause: unknown) => {
      throw new SpellerError('model_invalid', `${pathOf(name)} cannot be read`, { cause })
    })
  const refuse = (name: string): never => {
    const message = `${pathOf(name)} is not among the files of the Worker. Make them anew (npm run worker:files) and deploy.`
    throw new SpellerError('model_invalid', message)
  }
  return { pathOf, find, refuse, readLater: async (name: string) => (await find(name)) ?? refuse(name) }
}

/** Over the digests of the parts, so that no part is copied. */
async function digestOf(parts: readonly Uint8Array[]): Promise<string> {
  const digests = await Promise.all(parts.map(sha256))
  return sha256Hex(Uint8Array.from(digests.flatMap((digest) => [...digest])))
}
