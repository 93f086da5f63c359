import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { blockLines, mergedBlocks, type Blocks } from './merged-blocks.ts'
import type { SpillFolder } from './spill-folder.ts'

/** Files that are read at once. */
const maxRuns = 64

/**
 * Any number of lines, in the order of their UTF-16 units: an external merge sort. As soon as `limit` are held, they go to a sorted file;
 * what was added is in memory only where it is less. Lines hold no line break and no lone surrogate.
 */
export class SortedLines {
  readonly #folder: SpillFolder
  readonly #limit: number
  readonly #mostRuns: number
  #held: string[] = []
  #runs: string[] = []

  constructor(folder: SpillFolder, limit: number, mostRuns = maxRuns) {
    this.#folder = folder
    this.#limit = limit
    this.#mostRuns = mostRuns
  }

  async add(line: string): Promise<void> {
    this.#held.push(line)
    if (this.#held.length >= this.#limit) await this.#spill()
  }

  async #spill(): Promise<void> {
    this.#runs.push(await this.#written([this.#held.sort()]))
    this.#held = []
    if (this.#runs.length < this.#mostRuns) return
    const runs = this.#runs
    this.#runs = [await this.#written(mergedBlocks(runs.map(blocksOf)))]
    await Promise.all(runs.map((run) => rm(run)))
  }

  #written(blocks: Blocks | readonly (readonly string[])[]): Promise<string> {
    return this.#folder.write(async (path) => {
      const file = await open(path, 'wx')
      try {
        for await (const block of blocks)
          for (let from = 0; from < block.length; from += blockLines)
            await file.write(`${block.slice(from, from + blockLines).join('\n')}\n`)
      } finally {
        await file.close()
      }
    })
  }

  /** All lines that were added; may be asked again, and after more were. */
  async *sorted(): AsyncGenerator<string> {
    const held = this.#held.toSorted()
    for await (const block of mergedBlocks([...this.#runs.map(blocksOf), inMemory(held)])) yield* block
  }
}

async function* inMemory(lines: readonly string[]): Blocks {
  yield lines
}

async function* blocksOf(path: string): Blocks {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop()!
    yield lines
  }
}
