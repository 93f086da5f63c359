import { SortedLines } from './sorted-lines.ts'
import type { SpillFolder } from './spill-folder.ts'

export type Counted = readonly [text: string, count: number]

/**
 * Counts of any number of texts, of which at most `limit` are held at once. Counts of one text are put together by `together`, which must
 * not depend on their order. The texts hold equally many tabs, and no line break.
 */
export class CountedTexts {
  readonly #together: (one: number, other: number) => number
  readonly #limit: number
  readonly #held = new Map<string, number>()
  readonly #lines: SortedLines

  constructor(folder: SpillFolder, limit: number, together: (one: number, other: number) => number) {
    this.#together = together
    this.#limit = limit
    this.#lines = new SortedLines(folder, limit)
  }

  async add(text: string, count: number): Promise<void> {
    const before = this.#held.get(text)
    this.#held.set(text, before === undefined ? count : this.#together(before, count))
    if (this.#held.size >= this.#limit) await this.#pass()
  }

  async #pass(): Promise<void> {
    for (const [text, count] of this.#held) await this.#lines.add(`${text}\t${count}`)
    this.#held.clear()
  }

  /** Each text once, in the order of UTF-16 units; may be asked again. */
  async *byText(): AsyncGenerator<Counted> {
    await this.#pass()
    let found: Counted | undefined
    for await (const line of this.#lines.sorted()) {
      const tab = line.lastIndexOf('\t')
      const [text, count] = [line.slice(0, tab), Number(line.slice(tab + 1))]
      if (found?.[0] === text) found = [text, this.#together(found[1], count)]
      else {
        if (found) yield found
        found = [text, count]
      }
    }
    if (found) yield found
  }
}

const digits = String(Number.MAX_SAFE_INTEGER).length

/** The greatest count first, equal ones in the order of UTF-16 units. Counts are integers from 0 on. */
export async function* ranked(
  counted: AsyncIterable<Counted>,
  folder: SpillFolder,
  limit: number,
): AsyncGenerator<Counted> {
  const lines = new SortedLines(folder, limit)
  for await (const [text, count] of counted)
    await lines.add(`${String(Number.MAX_SAFE_INTEGER - count).padStart(digits, '0')}\t${text}`)
  for await (const line of lines.sorted())
    yield [line.slice(digits + 1), Number.MAX_SAFE_INTEGER - Number(line.slice(0, digits))]
}
