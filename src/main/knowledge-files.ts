import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import type { Knowledge } from '../speller/knowledge.ts'
import type { SpellerSettings } from '../speller/speller.ts'
import {
  type Folder,
  type GivenThresholds,
  listedLanguages,
  parseKnowledge,
  parseThresholds,
  tablesOf,
} from './parse-knowledge.ts'

/**
 * Everything learned that a speller needs beside a corrector; fails with `model_invalid`, naming the file. A model's
 * `config.json` may name, in `tables`, the folder whose channel and tables it shares, relative to its own.
 */
export function loadKnowledge(modelDir: string): Knowledge {
  const tables = readTables(modelDir)
  const shared = join(modelDir, tables)
  const whose = `${join(modelDir, 'config.json')} names its folder as "tables", ${JSON.stringify(tables)}: copy them along, or name the folder that they lie in.`
  return parseKnowledge(folderAt(modelDir), tables === '.' ? folderAt(modelDir) : folderAt(shared, whose))
}

/** Path of the folder whose channel and tables a model shares, relative to its own. */
export function readTables(modelDir: string): string {
  return existsSync(join(modelDir, 'config.json')) ? tablesOf(folderAt(modelDir)) : '.'
}

/** Languages beside English whose words lie in a folder of tables. */
export function listLanguages(tablesDir: string): string[] {
  return Object.keys(listedLanguages(folderAt(tablesDir)))
}

/** The thresholds that were chosen for these weights; see `parseThresholds`. */
export function loadThresholds(modelDir: string, given?: GivenThresholds): SpellerSettings['thresholds'] {
  return parseThresholds(folderAt(modelDir), given)
}

const whole = `Name a folder that holds a whole model, such as models (QUERYMEND_MODEL, or the command's own argument).`

function folderAt(dir: string, hint = whole): Folder {
  const pathOf = (name: string) => join(dir, name)
  const unreadable = (name: string, cause: unknown) =>
    new SpellerError('model_invalid', `${pathOf(name)} cannot be read. ${hint}`, { cause })
  return {
    pathOf,
    read(name) {
      try {
        return new Uint8Array(readFileSync(pathOf(name)))
      } catch (cause) {
        throw unreadable(name, cause)
      }
    },
    async readLater(name) {
      try {
        return new Uint8Array(await readFile(pathOf(name)))
      } catch (cause) {
        throw unreadable(name, cause)
      }
    },
  }
}
