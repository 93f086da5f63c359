import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SpellerError } from '../speller/errors.ts'
import { fnv1a } from '../speller/hash.ts'
import { readLines } from './read-lines.ts'

export interface SessionSearch {
  readonly query: string
  /** Milliseconds since 1970; NaN where it is not known. */
  readonly time: number
}

type Held = readonly [session: string, time: number, query: string]

/** Each holds about one session in 256, so that so small a part of a log must fit in memory at once. */
const partitions = 256

/**
 * Sessions of a log of any size. Searches are held by hash of their session; as soon as `limit` are held, all of them go to files, one
 * a partition, in a temporary folder that `close` removes. Fails with `config_invalid` where that cannot be written.
 */
export class SessionPartitions {
  readonly #limit: number
  readonly #held: Held[][] = Array.from({ length: partitions }, () => [])
  readonly #written = new Set<number>()
  #count = 0
  #folder: string | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  async add(session: string, { time, query }: SessionSearch): Promise<void> {
    this.#held[fnv1a(session) % partitions]!.push([session, time, query])
    if (++this.#count >= this.#limit) await this.#spilled()
  }

  async #spilled(): Promise<void> {
    try {
      await this.#spill()
    } catch (cause) {
      const message = `${tmpdir()}: cannot hold the sessions of the log: ${(cause as Error).message}; set TMPDIR to a folder with room`
      throw new SpellerError('config_invalid', message, { cause })
    }
  }

  async #spill(): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'querymend-sessions-'))
    for (const [i, held] of this.#held.entries()) {
      if (held.length === 0) continue
      await appendFile(this.#file(i), held.map((search) => `${JSON.stringify(search)}\n`).join(''))
      this.#written.add(i)
      held.length = 0
    }
    this.#count = 0
  }

  #file(partition: number): string {
    return join(this.#folder!, `${partition}.jsonl`)
  }

  /** Every session once, its searches in the order they were added; holds one partition at a time. */
  async *sessions(): AsyncGenerator<readonly SessionSearch[]> {
    // what was not written yet would else come before what was
    if (this.#folder !== undefined) await this.#spilled()
    for (const [i, held] of this.#held.entries()) {
      const bySession = new Map<string, SessionSearch[]>()
      for await (const [session, time, query] of this.#written.has(i) ? this.#read(i) : held) {
        const searches = bySession.get(session)
        if (searches) searches.push({ query, time })
        else bySession.set(session, [{ query, time }])
      }
      yield* bySession.values()
    }
  }

  async *#read(partition: number): AsyncGenerator<Held> {
    for await (const { text } of readLines(createReadStream(this.#file(partition)), Infinity)) {
      if (text === '') continue
      const [session, time, query] = JSON.parse(text) as [string, number | null, string]
      yield [session, time ?? NaN, query]
    }
  }

  async close(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true })
  }
}
