import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { SpellerError } from '../../speller/errors.ts'
import type { CatalogIndex, CatalogStore, GenerationBuilder } from '../../speller/ports.ts'
import type { BigramCount, Name } from '../../speller/types.ts'
import { buildIndex } from './embedded-build.ts'
import { openIndexFile, type EmbeddedIndex } from './embedded-search.ts'
import { createView, type EmbeddedView } from './embedded-view.ts'
import { createLiveNames, type LiveChange, type LiveNames } from './live-names.ts'

// A directory holds: one file per generation (`<id>.qmix`), CURRENT with the live one's id, and `live.jsonl`, the changes
// made at run time, oldest first. Files appear by rename, so that a reader never meets half of one.

const currentFile = 'CURRENT'
const liveFile = 'live.jsonl'
const suffix = '.qmix'
const emptyId = 'none'

/** Generations in a directory. `keep`: former generations kept for a roll-back. */
export function openEmbeddedStore(dir: string, { keep = 0 }: { readonly keep?: number } = {}): CatalogStore {
  mkdirSync(dir, { recursive: true })
  return {
    build: async () => startGeneration(dir, keep),
    open: async () => openDirectory(dir),
  }
}

function startGeneration(dir: string, keep: number): GenerationBuilder {
  sweep(dir, keep + 1)
  const id = new Date().toISOString().replace(/\D/g, '') + randomBytes(3).toString('hex')
  const names: Name[] = []
  const bigrams: BigramCount[] = []
  let state: 'open' | 'committed' | 'aborted' = 'open'
  const requireOpen = () => {
    if (state !== 'open') throw new SpellerError('index_failed', `Generation ${id} is already ${state}. Build another.`)
  }
  return {
    id,
    async addNames(more) {
      requireOpen()
      for (const name of more) names.push(name)
    },
    async addBigrams(more) {
      requireOpen()
      for (const bigram of more) bigrams.push(bigram)
    },
    async commit({ products }) {
      requireOpen()
      const file = join(dir, id + suffix)
      await writeWhole(file, buildIndex(id, names, bigrams, products))
      await writeWhole(join(dir, currentFile), new TextEncoder().encode(id))
      state = 'committed'
      sweep(dir, keep + 1)
      const index = openDirectory(dir)
      const info = await index.info()
      await index.close()
      return info
    },
    async abort() {
      if (state === 'open') state = 'aborted'
    },
  }
}

/** Removes unfinished files and all but the newest `kept` generations; never the live one. */
function sweep(dir: string, kept: number): void {
  const current = readCurrent(dir)
  const files = readdirSync(dir).sort()
  for (const file of files) if (file.endsWith('.part')) rmSync(join(dir, file), { force: true })
  const generations = files.filter((file) => file.endsWith(suffix))
  for (const file of generations.slice(0, Math.max(0, generations.length - kept)))
    if (file !== current + suffix) rmSync(join(dir, file), { force: true })
}

/** Durable and whole, or not there. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const part = `${file}.part`
  const handle = await open(part, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(part, file)
}

function readCurrent(dir: string): string {
  try {
    return readFileSync(join(dir, currentFile), 'utf8').trim()
  } catch {
    return emptyId
  }
}

/** Tells whether a file was replaced or has grown. */
function stamp(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? '' : `${stats.ino}/${stats.size}/${stats.mtimeMs}`
}

function openDirectory(dir: string): CatalogIndex {
  let seen = { current: '?', live: '?' }
  let index: EmbeddedIndex | undefined
  let live: LiveNames = createLiveNames()
  let view: EmbeddedView | undefined

  /** The live generation, read again when another process has swapped it or changed names. */
  const fresh = (): EmbeddedView => {
    const now = { current: stamp(join(dir, currentFile)), live: stamp(join(dir, liveFile)) }
    if (view && now.current === seen.current && now.live === seen.live) return view
    const id = readCurrent(dir)
    if (!index || index.header.id !== id) index = id === emptyId ? emptyIndex() : openIndexFile(readGeneration(dir, id))
    live = readLive(join(dir, liveFile), id)
    view = createView(index, live)
    seen = now
    return view
  }

  const change = async (entry: LiveChange) => {
    await mkdir(dir, { recursive: true })
    const file = join(dir, liveFile)
    const handle = await open(file, 'a')
    try {
      // what a crash cut off must not swallow the next change
      const text = await readFile(file)
      const whole = text.lastIndexOf(10) + 1
      if (whole < text.length) await handle.truncate(whole)
      await handle.appendFile(JSON.stringify(entry) + '\n')
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  return {
    search: async (spans, options) => guarded(() => fresh().search(spans, options)),
    counts: async (forms) => guarded(() => fresh().counts(forms)),
    upsert: async (names) => change({ op: 'upsert', names }),
    remove: async (forms) => change({ op: 'remove', forms, generation: readCurrent(dir) }),
    info: async () => guarded(() => fresh().info()),
    async close() {
      index = undefined
      view = undefined
    },
  }
}

function emptyIndex(): EmbeddedIndex {
  return openIndexFile(buildIndex(emptyId, [], [], 0))
}

function readGeneration(dir: string, id: string): Uint8Array {
  const file = readFileSync(join(dir, id + suffix))
  // a small file may lie in a shared buffer, where typed arrays cannot begin
  return file.byteOffset % 8 === 0 ? file : new Uint8Array(file)
}

/** A last line cut off by a crash is no change; any other broken line is an error. */
function readLive(file: string, generation: string): LiveNames {
  const live = createLiveNames()
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return live
  }
  const lines = text.split('\n')
  lines.forEach((line, i) => {
    if (line === '' || i === lines.length - 1) return
    try {
      live.apply(JSON.parse(line) as LiveChange, generation)
    } catch (cause) {
      throw new SpellerError('catalog_invalid', `${file}:${i + 1} is not a change of names. Remove the line.`, {
        cause,
      })
    }
  })
  return live
}

function guarded<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof SpellerError) throw cause
    throw new SpellerError('index_failed', `The embedded catalog index cannot be read: ${String(cause)}`, { cause })
  }
}

/** An index over names held in memory only, for tests, benchmarks and evaluation. Changes at run time are lost on close. */
export function openMemoryIndex(
  names: readonly Name[],
  bigrams: readonly BigramCount[],
  products: number,
): CatalogIndex {
  const index = openIndexFile(buildIndex('memory', names, bigrams, products))
  const live = createLiveNames()
  const view = createView(index, live)
  return {
    search: async (spans, options) => view.search(spans, options),
    counts: async (forms) => view.counts(forms),
    upsert: async (more) => live.apply({ op: 'upsert', names: more }, 'memory'),
    remove: async (forms) => live.apply({ op: 'remove', forms, generation: 'memory' }, 'memory'),
    info: async () => view.info(),
    close: async () => undefined,
  }
}
