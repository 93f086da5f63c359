import { appendFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CatalogIndex, CatalogInfo, CatalogStore } from '../../speller/ports.ts'
import type { BigramCount, Name } from '../../speller/types.ts'

export interface FileStore extends CatalogStore {
  /** Of the live generation, as JSON lines in the order of forms. A form that was added twice is there once. */
  read(): Promise<{ id: string; names: string[]; bigrams: string[]; products: number } | undefined>
  /** Directories of all generations, live and unfinished. */
  generations(): Promise<string[]>
}

export interface FileStoreOptions {
  /** Time that each batch and the commit take. */
  readonly delayMs?: number
  /** Goes on with unfinished generations. Without: always begins a new one. */
  readonly isResumable?: boolean
  /** Called before each batch and before the commit; may throw. */
  readonly before?: (step: 'names' | 'bigrams' | 'commit' | 'abort') => void
}

/** A plain, slow, durable store: a directory per generation with files that grow, and a file that names the live one. */
export function createFileStore(dir: string, options: FileStoreOptions = {}): FileStore {
  const live = async () => (await readFile(join(dir, 'live'), 'utf8').catch(() => undefined)) || undefined
  const generations = async () =>
    (await readdir(dir).catch(() => [])).filter((name) => name.startsWith('generation-')).sort()
  const lines = async (id: string, file: string) =>
    (await readFile(join(dir, id, file), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  const byForm = async (id: string, file: string) => {
    const found = (await lines(id, file)).map((line) => [line, JSON.parse(line) as Partial<Name>] as const)
    const unique = new Map(found.map(([line, { form, locale }]) => [`${form} ${locale ?? ''}`, line]))
    return [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  }

  const infoOf = async (id: string, products: number): Promise<CatalogInfo> => ({
    id,
    names: (await byForm(id, 'names')).length,
    bigrams: (await byForm(id, 'bigrams')).length,
    products,
  })

  return {
    generations,
    async read() {
      const id = await live()
      if (id === undefined) return undefined
      const [names, bigrams, products] = await Promise.all([
        byForm(id, 'names'),
        byForm(id, 'bigrams'),
        readFile(join(dir, id, 'products'), 'utf8'),
      ])
      return { id, names, bigrams, products: Number(products) }
    },

    async build({ resume } = {}) {
      const current = await live()
      let id = `generation-${randomUUID()}`
      for (const old of await generations()) {
        if (old === current) continue
        if (options.isResumable && old === resume) id = old
        else await rm(join(dir, old), { recursive: true })
      }
      await mkdir(join(dir, id), { recursive: true })
      const append = async (step: 'names' | 'bigrams', entries: readonly (Name | BigramCount)[]) => {
        options.before?.(step)
        const half = Math.floor(entries.length / 2)
        const text = (part: readonly (Name | BigramCount)[]) =>
          part.map((entry) => JSON.stringify(entry) + '\n').join('')
        await appendFile(join(dir, id, step), text(entries.slice(0, half)))
        await sleep(options.delayMs ?? 0)
        await appendFile(join(dir, id, step), text(entries.slice(half)))
      }
      return {
        id,
        addNames: (names) => append('names', names),
        addBigrams: (bigrams) => append('bigrams', bigrams),
        async commit({ products }, check) {
          options.before?.('commit')
          await check?.(indexOf(await infoOf(id, products)))
          await writeFile(join(dir, id, 'products'), String(products))
          await writeFile(join(dir, 'live.tmp'), id)
          await sleep(options.delayMs ?? 0)
          await rename(join(dir, 'live.tmp'), join(dir, 'live'))
          await sleep(options.delayMs ?? 0)
          if (current !== undefined && current !== id) await rm(join(dir, current), { recursive: true, force: true })
          return infoOf(id, products)
        },
        async abort() {
          options.before?.('abort')
          await rm(join(dir, id), { recursive: true, force: true })
        },
      }
    },

    async open() {
      const id = (await live()) ?? 'empty'
      const products = Number(await readFile(join(dir, id, 'products'), 'utf8').catch(() => 0))
      return indexOf(await infoOf(id, products))
    },
  }
}

function indexOf(info: CatalogInfo): CatalogIndex {
  const unused = () => Promise.reject(new Error('the ingestion does not search'))
  return {
    search: unused,
    counts: unused,
    upsert: unused,
    remove: unused,
    changes: unused,
    info: async () => info,
    close: async () => undefined,
  }
}
