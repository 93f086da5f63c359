import { mkdir, readdir, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Bench } from './settings.ts'

/** One folder as a server wants it: what was learned beside the model, and the wanted model's graphs. Made of links in `dir`. */
export async function makeModelFolder({ config, modelDir }: Bench, dir: string): Promise<string> {
  if (resolve(config.correct.modelDir) === resolve(modelDir)) return resolve(modelDir)
  await mkdir(dir)
  const isOfModel = (name: string) => name.endsWith('.onnx') || name === 'config.json'
  const link = async (from: string, wanted: (name: string) => boolean) => {
    for (const name of (await readdir(from)).filter(wanted)) await symlink(resolve(from, name), join(dir, name))
  }
  await link(config.correct.modelDir, (name) => !isOfModel(name))
  await link(modelDir, isOfModel)
  return dir
}
