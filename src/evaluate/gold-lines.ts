import { canonicalLocale } from '../speller/locale.ts'

export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
}

/** What is wrong in one line; whoever opened the file adds which. */
export class GoldLineError extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** The tag in its canonical case, as the speller compares it. Fails with GoldLineError for an unknown one. */
export function localeOf(line: number, tag: string): string {
  const locale = canonicalLocale(tag)
  if (locale !== undefined) return locale
  throw new GoldLineError(
    line,
    `the locale is ${JSON.stringify(tag)}; write a BCP 47 language tag, such as de or en-GB`,
  )
}

const likeGold =
  /^(?:golds|correct(?:ed|ion)?s?|(?:correct|corrected|expected|intended|gold)[ _-]\w+|expected|intended|meant|should[ _-]be|suggestion|target|truth)$/i

/**
 * Fails with GoldLineError where a file without gold has a field that is called as if it were: taken for a set of right queries, it would be
 * measured the wrong way round.
 */
export function refuseMisnamedGold(line: number, fields: readonly string[]): void {
  const misnamed = fields.find((field) => likeGold.test(field))
  if (misnamed !== undefined)
    throw new GoldLineError(
      line,
      `there is no "gold", but ${JSON.stringify(misnamed)}; call it gold, or leave it out where every query is right as typed`,
    )
}

/** Lines that hold something. */
export function linesOf(content: string): readonly Line[] {
  return content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text.trim() !== '')
}
