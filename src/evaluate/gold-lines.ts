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

/** Lines that hold something. */
export function linesOf(content: string): readonly Line[] {
  return content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, i) => ({ text, number: i + 1 }))
    .filter(({ text }) => text.trim() !== '')
}
