import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { createExclusion, type Exclusion } from '../evaluate/exclusion.ts'
import { takeEvenly, type GoldSet } from '../evaluate/gold.ts'
import { readGold } from '../evaluate/read-gold.ts'
import { SpellerError } from '../speller/errors.ts'
import { goldNames } from './gold-names.ts'

export interface GoldArgument {
  /** Of a file, or of a folder of them. */
  readonly path: string
  /** File of words; products with one of them are left out for this one. */
  readonly without?: string
}

/** For an option that is given several times: FILE or FILE@without=WORDS, behind those before. */
export function collectGold(value: string, before: readonly GoldArgument[]): readonly GoldArgument[] {
  const [path, without, ...rest] = value.split('@without=')
  if (!path || without === '' || rest.length > 0) throw new InvalidArgumentError('Write FILE or FILE@without=WORDS.')
  return [...before, without === undefined ? { path } : { path, without }]
}

/** The files themselves: of a folder its .jsonl and .tsv files, by name, all with its restriction. Fails with `gold_invalid` for one without any. */
export async function goldFiles(given: readonly GoldArgument[]): Promise<readonly GoldArgument[]> {
  const files = await Promise.all(
    given.map(async (argument) => {
      const found = await stat(argument.path).catch(() => undefined)
      if (!found?.isDirectory()) return [argument]
      const names = (await filesIn(argument.path)).filter((name) => /\.(?:jsonl|tsv)$/.test(name)).sort()
      if (names.length === 0)
        throw new SpellerError('gold_invalid', `${argument.path} holds no .jsonl or .tsv file; set --gold`)
      return names.map((name) => ({ ...argument, path: join(argument.path, name) }))
    }),
  )
  return files.flat()
}

/** One set a file, under names that tell them apart; `without` is the restriction of those that have none of their own. */
export async function readGoldSets(
  files: readonly GoldArgument[],
  { without, limit }: { readonly without?: string | undefined; readonly limit?: number | undefined },
): Promise<readonly GoldSet[]> {
  const names = goldNames(files)
  return Promise.all(
    files.map(async (file, i) => {
      const restriction = file.without ?? without
      const cases = readGold(file.path, await readInput(file.path, 'gold_invalid'))
      return {
        name: names[i]!,
        cases: limit === undefined ? cases : takeEvenly(cases, limit),
        ...(restriction === undefined ? {} : { without: restriction }),
      }
    }),
  )
}

/** What a list of words leaves out of a catalog. */
export interface Excluded {
  readonly isExcluded: Exclusion
  /** The content of its file. */
  readonly exclusionList: string
}

/** Of each restriction of the sets. */
export async function readExclusions(sets: readonly GoldSet[]): Promise<ReadonlyMap<string, Excluded>> {
  const paths = new Set(sets.flatMap(({ without }) => (without === undefined ? [] : [without])))
  const read = async (path: string) => {
    const exclusionList = await readInput(path, 'gold_invalid')
    return [path, { isExcluded: createExclusion(exclusionList), exclusionList }] as const
  }
  return new Map(await Promise.all([...paths].map(read)))
}

/** The text of a file that the user named. */
export async function readInput(path: string, code: 'gold_invalid' | 'config_invalid'): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const what = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message
    throw new SpellerError(code, `${path}: cannot be read: ${what}`, { cause })
  }
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((cause: Error) => {
    throw new SpellerError('gold_invalid', `${folder}: cannot be read: ${cause.message}`, { cause })
  })
}
